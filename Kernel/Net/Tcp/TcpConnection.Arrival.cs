using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>SEGMENT ARRIVES in every state but LISTEN and SYN-SENT (RFC 9293 3.10.7.4), with the checks of RFC 5961 and RFC 7323.</summary>
public sealed partial class TcpConnection
{
    // After such a pause a peer begins with a small congestion window again (RFC 5681 4.1).
    private static readonly TimeSpan s_idleTime = new(TimeSpan.TicksPerSecond);

    // Of the neighbour's reachability: it needs no more to stay known.
    private static readonly TimeSpan s_confirmationInterval = new(TimeSpan.TicksPerSecond);

    void ISegmentTarget.SegmentArrived(Instant now, in TcpSegment segment) => SegmentArrived(now, segment);

    internal void SegmentArrived(Instant now, in TcpSegment segment)
    {
        TcpOptionsReader.Read(segment.Options, out TcpOptions options);
        if (now - _heardAt >= s_idleTime)
        {
            _receiver.Timing.Quicken();
        }

        _heardAt = now;
        if (_keepAlive is not null)
        {
            _keepAlive.Unanswered = 0;
        }

        if (IsPredicted(now, segment, options))
        {
            TakePredicted(now, segment, options);
        }
        else if (State == TcpState.SynSent)
        {
            ArriveInSynSent(now, segment, options);
        }
        else
        {
            ArriveSynchronized(now, segment, options);
        }

        if (State is TcpState.Closed or TcpState.TimeWait)
        {
            return;
        }

        if (_receiver.IsAcknowledgmentDue || _sender.HasUnsent || _sender.Sent.LostBytes > 0)
        {
            _context.Pending.Add(this);
        }

        ArmTimers(now);
    }

    private void ArriveSynchronized(Instant now, in TcpSegment segment, in TcpOptions options)
    {
        SequenceNumber sequence = segment.Sequence;

        // What a reset carries is a remark (RFC 9293 3.5.2); it has no place in the window.
        int length = segment.Has(TcpFlags.Rst) ? 0 : segment.SequenceLength;
        bool syn = segment.Has(TcpFlags.Syn);
        if (syn && !_sender.IsSynAcknowledged && sequence + 1 == _receiver.Next)
        {
            // The other half of a simultaneous open: its SYN is known, its acknowledgment is not.
            _ecn = EcnSetup.IsAgreement(segment.Flags) ? _ecn : null;
            syn = false;
            sequence += 1;
            length--;
        }

        if (!PassesTimestamps(now, segment, options) || !PassesSequence(now, segment, sequence, length))
        {
            return;
        }

        if (segment.Has(TcpFlags.Rst))
        {
            ArriveReset(now, sequence);
            return;
        }

        if (syn)
        {
            Challenge(now); // RFC 5961 4.2
            return;
        }

        if (!segment.Has(TcpFlags.Ack))
        {
            return;
        }

        if (options.Timestamps is TcpTimestamps timestamps)
        {
            _timestamps?.Update(timestamps, sequence, _receiver.LastAcknowledgmentSent, now);
        }

        if (TakeAcknowledgment(now, segment, options) && State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2)
        {
            TakeText(now, sequence, segment, options);
        }
    }

    // RFC 3168 6.1.3; what lies outside of the window does not come so far (6.1.5).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeCongestionMark(in TcpSegment segment)
    {
        if (_ecn is not null && !segment.Payload.IsEmpty)
        {
            _receiver.IsAcknowledgmentDue |= _ecn.TakeData(segment.IsMarked, segment.Has(TcpFlags.Cwr));
            _context.Counters.MarkedSegments += segment.IsMarked ? 1 : 0;
        }
    }

    // RFC 7323 3.2 and 5.3.
    private bool PassesTimestamps(Instant now, in TcpSegment segment, in TcpOptions options)
    {
        if (_timestamps is null || segment.Has(TcpFlags.Rst))
        {
            return true;
        }

        if (options.Timestamps is not TcpTimestamps timestamps)
        {
            return false;
        }

        if (_timestamps.IsStale(timestamps, now))
        {
            Rebuff(now, segment);
            return false;
        }

        return true;
    }

    private bool PassesSequence(Instant now, in TcpSegment segment, SequenceNumber sequence, int length)
    {
        if (_receiver.IsAcceptable(sequence, length))
        {
            return true;
        }

        if (segment.Has(TcpFlags.Rst))
        {
            return false;
        }

        // A closed window still takes acknowledgments (RFC 9293 3.10.7.4); the text is cut off later, and answered.
        if (sequence == _receiver.Next && !segment.Has(TcpFlags.Syn))
        {
            _receiver.IsAcknowledgmentDue = true;
            return true;
        }

        // Who has filled the window stands at its very edge: while a gap is open before it, that is where acknowledgments come from.
        if (length == 0 && sequence == _receiver.Edge)
        {
            return true;
        }

        _receiver.NoteOutside(sequence, segment.Payload.Length);
        Rebuff(now, segment);
        return false;
    }

    /// <summary>Tells the sender of a segment that is not acceptable where the connection stands.</summary>
    private void Rebuff(Instant now, in TcpSegment segment)
    {
        if (segment.Payload.IsEmpty)
        {
            // Two peers that both find the other's acknowledgment out of window must not answer each other for ever.
            Challenge(now);
        }
        else
        {
            SendAcknowledgment(now);
        }
    }

    // RFC 5961 3.2.
    private void ArriveReset(Instant now, SequenceNumber sequence)
    {
        if (sequence != _receiver.Next)
        {
            Challenge(now);
            return;
        }

        // In the last states a reset costs nobody anything, unless data is still under way.
        bool isHarmless = State is TcpState.Closing or TcpState.LastAck && _sender.Queued == 0;
        End(isHarmless ? TransportError.None : State == TcpState.SynReceived ? TransportError.ConnectionRefused : TransportError.ConnectionReset);
    }

    /// <summary>The fifth step. False: the segment goes no further.</summary>
    private bool TakeAcknowledgment(Instant now, in TcpSegment segment, in TcpOptions options)
    {
        SequenceNumber acknowledgment = segment.Acknowledgment;
        if (!_sender.IsSynAcknowledged)
        {
            if (acknowledgment <= _sender.Unacknowledged || acknowledgment > _sender.Next)
            {
                _context.Output.Reset(now, Key, segment);
                return false;
            }

            if (_timeouts > 0)
            {
                HandshakeWasRetransmitted();
            }

            if (State == TcpState.SynReceived)
            {
                BecomeEstablished();
            }
        }

        // RFC 5961 5.2: neither for what was never sent nor older than any window.
        if (acknowledgment > _sender.Next || acknowledgment < _sender.Unacknowledged - _sender.Window.Largest)
        {
            Challenge(now);
            return false;
        }

        TakeAdvance(now, segment, acknowledgment, options);
        if (_sender.IsFinAcknowledged)
        {
            FinAcknowledged(now);
        }

        return true;
    }

    private void TakeAdvance(Instant now, in TcpSegment segment, SequenceNumber acknowledgment, in TcpOptions options)
    {
        bool advances = acknowledgment > _sender.Unacknowledged;
        bool windowChanged = acknowledgment >= _sender.Unacknowledged
            && _sender.Window.Update(segment.Sequence, acknowledgment, segment.Window, segment.Has(TcpFlags.Syn));
        uint? echoed = options.Timestamps is TcpTimestamps timestamps ? _timestamps?.RoundTrip(timestamps, now) : null;
        if (_ecn is not null && (segment.Flags & (TcpFlags.Ece | TcpFlags.Syn)) == TcpFlags.Ece
            && _sender.Recovery.TakeCongestionEcho(acknowledgment, _sender.Next))
        {
            _context.Counters.EcnReductions++;
        }

        int released = 0;
        bool isBare = segment.SequenceLength == 0 && !windowChanged;
        if (acknowledgment >= _sender.Unacknowledged)
        {
            AcknowledgeOutcome outcome = _sender.Acknowledge(acknowledgment, isBare, options, echoed, now, out released);
            if (outcome != AcknowledgeOutcome.Nothing)
            {
                Count(outcome);
            }
        }

        if (advances)
        {
            NoteProgress();
            StopSendTimer();
            ConfirmReachable(now);
            if (_mtuSearch is not null)
            {
                TakeDelivery(_mtuSearch, now);
            }

            if (released > 0)
            {
                _bytesAcknowledged += released;
                NoteRoomToSend();
            }
        }
        else if (acknowledgment == _sender.Unacknowledged && segment.SequenceLength == 0)
        {
            // RFC 5681 2: a duplicate acknowledgment.
            if (_sender.Sent.Count > 0 && isBare && _sender.Recovery.TakeDuplicate(_sender.Next))
            {
                _context.Counters.FastRetransmits++;
            }

            if (_sender.Window.Size == 0 || _sendTimer == SendTimer.WindowProbe)
            {
                // The peer is there; only its window is closed (RFC 9293 3.8.6.1).
                _timeouts = _isOrphan ? _timeouts : 0;
            }
        }

        if (windowChanged && _sendTimer == SendTimer.WindowProbe && _sender.Window.Edge > _sender.Next)
        {
            StopSendTimer();
        }
    }

    private void Count(AcknowledgeOutcome outcome)
    {
        _context.Counters.FastRetransmits += outcome == AcknowledgeOutcome.FastRecovery ? 1 : 0;
        _context.Counters.SpuriousRecoveries += outcome == AcknowledgeOutcome.NeedlessRecovery ? 1 : 0;
        _context.Counters.SpuriousTimeouts += outcome == AcknowledgeOutcome.NeedlessTimeout ? 1 : 0;
    }

    // Seventh and eighth step.
    private void TakeText(Instant now, SequenceNumber sequence, in TcpSegment segment, in TcpOptions options)
    {
        TakeCongestionMark(segment);
        ReadOnlySpan<byte> payload = segment.Payload;
        if (_isOrphan && sequence + payload.Length > _receiver.Next && !payload.IsEmpty)
        {
            // Nobody will ever read it (RFC 9293 3.6.1).
            _isResetOwed = true;
            _context.Pending.Add(this);
            End(TransportError.ConnectionAborted);
            return;
        }

        ReceiveOutcome outcome = _receiver.Accept(sequence, payload, segment.Has(TcpFlags.Fin), segment.Size);
        if ((outcome & ReceiveOutcome.OutOfMemory) != 0)
        {
            _context.Counters.MemoryDrops++;
        }

        if ((outcome & ReceiveOutcome.Advanced) != 0)
        {
            TuneReceiveBuffer(now, options);
        }

        if ((outcome & ReceiveOutcome.BecameReadable) != 0)
        {
            Observer?.OnReady(Readiness.Readable);
        }

        if ((outcome & ReceiveOutcome.FinReached) != 0)
        {
            FinReceived(now);
        }
        else if (_receiver.IsAcknowledgmentOverdue)
        {
            SendAcknowledgment(now);
        }
        else if ((outcome & ReceiveOutcome.OutOfOrder) != 0)
        {
            // One duplicate acknowledgment for each, at once: the peer counts them (RFC 5681 4.2).
            _context.Counters.OutOfOrderSegments++;
            SendAcknowledgment(now);
        }
    }

    private void ConfirmReachable(Instant now)
    {
        if (now - _confirmedAt >= s_confirmationInterval)
        {
            _confirmedAt = now;
            _context.Routes.ConfirmReachable(RemoteEndpoint.Address);
        }
    }
}
