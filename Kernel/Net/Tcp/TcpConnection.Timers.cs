using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>A connection's timers: retransmission or window probe, delayed acknowledgment, keepalive or the wait for the peer's FIN.</summary>
public sealed partial class TcpConnection : ITimerOwner
{
    // RFC 9293 3.8.6.3 allows up to 500 ms.
    private static readonly TimeSpan s_acknowledgmentDelay = new(40 * TimeSpan.TicksPerMillisecond);
    private static readonly TimeSpan s_leastAcknowledgmentDelay = new(TimeSpan.TicksPerMillisecond);

    // What else the peer has sent by then may tell otherwise; as in common use.
    private static readonly TimeSpan s_leastRenegingDelay = new(10 * TimeSpan.TicksPerMillisecond);

    private readonly DeadlineTimer _timer;
    private SendTimer _sendTimer;
    private Instant _sendDeadline = Instant.Never;
    private Instant _acknowledgmentDeadline = Instant.Never;
    private Instant _idleDeadline = Instant.Never;
    private Instant _pacingDeadline = Instant.Never;
    private Instant _heardAt;
    private int _timeouts;

    private enum SendTimer
    {
        Off,
        Retransmission,

        /// <summary>Tail loss probe (RFC 8985 7).</summary>
        LossProbe,

        /// <summary>What is late may turn out to be lost (RFC 8985 6.2).</summary>
        Reordering,

        /// <summary>The peer seems to have dropped what it acknowledged selectively (RFC 2018 8).</summary>
        Reneging,
        WindowProbe,
    }

    void ITimerOwner.TimerExpired(Instant now)
    {
        if (_sendDeadline <= now)
        {
            SendTimer expired = _sendTimer;
            StopSendTimer();
            switch (expired)
            {
                case SendTimer.Retransmission:
                    RetransmissionTimedOut(now);
                    break;
                case SendTimer.LossProbe:
                    LossProbeDue(now);
                    break;
                case SendTimer.Reordering:
                    ReorderingTimedOut(now);
                    break;
                case SendTimer.Reneging:
                    RenegingPersists();
                    break;
                case SendTimer.WindowProbe:
                    WindowProbeDue(now);
                    break;
            }
        }

        if (State != TcpState.Closed && _acknowledgmentDeadline <= now)
        {
            DelayedAcknowledgmentDue(now);
        }

        if (State != TcpState.Closed && _pacingDeadline <= now)
        {
            _pacingDeadline = Instant.Never;
            _context.Pending.Add(this);
        }

        if (State != TcpState.Closed && _idleDeadline <= now)
        {
            _idleDeadline = Instant.Never;
            IdleTimedOut(now);
        }

        if (State != TcpState.Closed)
        {
            ArmTimers(now);
        }
    }

    /// <summary>Starts and stops what the present state asks for; timers that run are left alone.</summary>
    private void ArmTimers(Instant now)
    {
        ArmSendTimer(now);

        if (!_receiver.IsAcknowledgmentOwed)
        {
            _acknowledgmentDeadline = Instant.Never;
        }
        else if (_acknowledgmentDeadline == Instant.Never)
        {
            _acknowledgmentDeadline = now + AcknowledgmentDelay;
        }

        UpdateTimer();
    }

    // Who has a second segment under way, its acknowledgment clock brings it within a round trip; who has not, as with a probe for a lost tail or a window of one
    // segment, waits for nothing but the acknowledgment.
    private TimeSpan AcknowledgmentDelay
    {
        get
        {
            TimeSpan roundTrip = _sender.RoundTrip.Smoothed;
            bool isShort = _receiver.Timing.AwaitsSecondSegment && _sender.RoundTrip.HasSample && roundTrip < s_acknowledgmentDelay;
            return !isShort ? s_acknowledgmentDelay : roundTrip > s_leastAcknowledgmentDelay ? roundTrip : s_leastAcknowledgmentDelay;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ArmSendTimer(Instant now)
    {
        Instant late = _sender.Recovery.Rack?.Deadline ?? Instant.Never;
        if (_sender.Sent.Count == 0)
        {
            if (_sender.HasUnsent && _sender.IsSynAcknowledged)
            {
                SetSendTimer(SendTimer.WindowProbe, now, _sender.RoundTrip.Timeout);
            }
            else
            {
                StopSendTimer();
            }
        }
        else if (_sender.IsReneged && _timeouts == 0)
        {
            // Once for each progress: a peer that makes none has the retransmission timer's patience.
            TimeSpan half = _sender.RoundTrip.Smoothed / 2;
            SetSendTimer(SendTimer.Reneging, now, half > s_leastRenegingDelay ? half : s_leastRenegingDelay);
        }
        else if (late != Instant.Never)
        {
            _sendTimer = SendTimer.Reordering;
            _sendDeadline = late;
        }
        else if (_sendTimer != SendTimer.Retransmission)
        {
            TimeSpan timeout = _sender.RoundTrip.Timeout;
            TimeSpan probe = TailLossProbe.Timeout(_sender.RoundTrip, _sender.Sent.Count);
            bool probes = _sender.WantsProbe;

            // RFC 8985 7.2: a probe that would come after the timeout takes its place.
            SetSendTimer(probes ? SendTimer.LossProbe : SendTimer.Retransmission, now, probes && probe < timeout ? probe : timeout);
        }
    }

    /// <summary>
    /// Data went out (RFC 8985 7.2). With what was in flight before, a probe may have had to wait for a single segment's delayed acknowledgment, so long
    /// that the retransmission timer was set instead.
    /// </summary>
    private void HastenLossProbe(Instant now)
    {
        if (_sendTimer is SendTimer.Retransmission or SendTimer.LossProbe && _sender.WantsProbe)
        {
            Instant due = now + TailLossProbe.Timeout(_sender.RoundTrip, _sender.Sent.Count);
            if (due < _sendDeadline)
            {
                _sendTimer = SendTimer.LossProbe;
                _sendDeadline = due;
            }
        }
    }

    // One that runs already keeps its time.
    private void SetSendTimer(SendTimer wanted, Instant now, TimeSpan timeout)
    {
        if (wanted != _sendTimer)
        {
            _sendTimer = wanted;
            _sendDeadline = LimitByUserTimeout(now + timeout);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void UpdateTimer()
    {
        if (State is not (TcpState.Closed or TcpState.TimeWait))
        {
            Instant next = Instant.Earlier(Instant.Earlier(_sendDeadline, _acknowledgmentDeadline), Instant.Earlier(_pacingDeadline, _idleDeadline));
            _context.Timers.Set(_timer, next);
        }
    }

    private void StopSendTimer()
    {
        _sendTimer = SendTimer.Off;
        _sendDeadline = Instant.Never;
    }

    private void RetransmissionTimedOut(Instant now)
    {
        if (TryGiveUp(now, _sender.IsSynAcknowledged ? DataTimeoutLimit : SynTimeoutLimit))
        {
            return;
        }

        _timeouts++;
        _context.Counters.RetransmissionTimeouts++;
        _sender.TimedOut();
        SuspectBlackHole(now);
        _context.Pending.Add(this);
    }

    private void DelayedAcknowledgmentDue(Instant now)
    {
        // Where there is no room it waits for its turn, not for the timer: one left in the past would expire again and again.
        _acknowledgmentDeadline = Instant.Never;
        _receiver.Timing.TakeDelayExpired();
        _context.Counters.DelayedAcknowledgments++;
        if (!SendAcknowledgment(now))
        {
            _context.Pending.Add(this);
        }
    }

    private void LossProbeDue(Instant now)
    {
        if (_sender.WantsProbe && _sender.TryNextProbe(out OutgoingSegment segment) && TrySendDue(segment, now))
        {
            _sender.Probe.TakeSent(_sender.Next, segment.SentIndex >= 0);
            _context.Counters.TailLossProbes++;
        }

        SetSendTimer(SendTimer.Retransmission, now, _sender.RoundTrip.Timeout);
    }

    private void ReorderingTimedOut(Instant now)
    {
        if (_sender.Recovery.Detect(0, advances: false, _sender.Next, now))
        {
            _context.Counters.FastRetransmits++;
        }

        _context.Pending.Add(this);
    }

    private void RenegingPersists()
    {
        _timeouts++;
        _context.Counters.SackReneging++;
        _sender.TakeReneging();
        _context.Pending.Add(this);
    }

    private void WindowProbeDue(Instant now)
    {
        if (_sender.Recovery.IsHeldBack)
        {
            _sender.Recovery.Release();
            _context.Pending.Add(this);
            return;
        }

        // A peer that answers probes may keep its window closed for ever, but not one whose program is gone here.
        if (TryGiveUp(now, DataTimeoutLimit))
        {
            return;
        }

        _timeouts++;
        _sender.RoundTrip.BackOff();
        if (!_sender.TryNextForced(out OutgoingSegment segment))
        {
            SendProbe(now);
        }
        else
        {
            TrySendDue(segment, now);
        }
    }

    // False: the device has no room, or the path has become narrower than the segment, and what goes in its place is chosen anew.
    private bool TrySendDue(in OutgoingSegment segment, Instant now)
    {
        TransportError error = SendSegment(segment, now);
        if (error == TransportError.MessageTooLong && TryFollowPathMtu())
        {
            _context.Pending.Add(this);
            return false;
        }

        if (error == TransportError.WouldBlock)
        {
            return false;
        }

        _sender.NoteSent(segment, now);
        return true;
    }

    private void ExpectPeerFin(Instant now)
    {
        if (_isOrphan && State == TcpState.FinWait2)
        {
            _idleDeadline = now + _context.Settings.OrphanTimeout;
            UpdateTimer();
        }
    }

    private void RestartKeepAlive(Instant now)
    {
        if (_isOrphan || !IsSynchronized)
        {
            return;
        }

        _heardAt = now;
        _idleDeadline = Instant.Never;
        if (_keepAlive is { IsEnabled: true } keepAlive)
        {
            keepAlive.Unanswered = 0;
            _idleDeadline = now + keepAlive.Time;
        }
    }

    private void IdleTimedOut(Instant now)
    {
        if (_isOrphan && State == TcpState.FinWait2)
        {
            End(TransportError.TimedOut);
            return;
        }

        if (_keepAlive is not { IsEnabled: true } keepAlive || State is TcpState.TimeWait)
        {
            return;
        }

        Instant due = _heardAt + keepAlive.Time;
        if (due > now && keepAlive.Unanswered == 0)
        {
            _idleDeadline = due;
        }
        else if (IsPeerGone(keepAlive, now))
        {
            _isResetOwed = true;
            _context.Pending.Add(this);
            End(TransportError.TimedOut);
        }
        else
        {
            // While something is in flight its retransmission is the probe.
            if (_sender.Sent.Count == 0)
            {
                keepAlive.Unanswered++;
                SendProbe(now);
            }

            _idleDeadline = now + keepAlive.Interval;
        }
    }
}
