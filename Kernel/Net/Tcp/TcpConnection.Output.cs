using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>How a connection sends.</summary>
public sealed partial class TcpConnection
{
    // Segments sent in a row before other connections have their turn.
    private const int BurstLimit = 32;

    // A segment without payload holds 40 bytes of options, with timestamps three blocks.
    private const int SackBlockLimit = 3;

    private Instant _challengedAt;
    private int _challenges;

    private IpSend Path => SegmentOutput.PathOf(LocalEndpoint, RemoteEndpoint, TimeToLive, TrafficClass);

    private int SegmentOptionsLength => _timestamps is null ? 0 : TcpOptions.AlignedTimestampsLength;

    /// <summary>Sends what may be sent, within the budget of segments.</summary>
    internal TransmitResult Transmit(Instant now, ref int budget)
    {
        if (_isResetOwed)
        {
            return SendReset(now, ref budget);
        }

        if (State == TcpState.Closed)
        {
            return TransmitResult.Done;
        }

        TransmitResult result = SendSegments(now, ref budget);
        if (result == TransmitResult.Done && _receiver.IsAcknowledgmentDue && IsAcknowledging)
        {
            result = budget == 0 ? TransmitResult.MoreToSend : SendAcknowledgment(now) ? TransmitResult.Done : TransmitResult.Blocked;
            budget -= result == TransmitResult.Done ? 1 : 0;
        }

        ArmTimers(now);
        return result;
    }

    private bool IsAcknowledging => State is not (TcpState.SynSent or TcpState.Closed);

    private TransmitResult SendSegments(Instant now, ref int budget)
    {
        if (_sender.Sent.Count == 0 && _sender.HasUnsent)
        {
            _sender.EndIdle(now);
        }

        int burst = BurstLimit;
        int before = budget;
        int mostOfRun = _sender.Unsent > _sender.Congestion.MaximumSegmentSize ? MostOfRun() : 0;
        _pacingDeadline = Instant.Never;
        while (_sender.HasToSend && TryNextSegment(now, mostOfRun, out OutgoingSegment segment))
        {
            if (budget == 0 || burst <= 0)
            {
                return TransmitResult.MoreToSend;
            }

            // What is sent again is bounded by what arrives.
            if (segment.SentIndex < 0 && _sender.IsPacing && _sender.Pacer.IsExhausted(now))
            {
                _pacingDeadline = _sender.Pacer.Full;
                break;
            }

            TransportError error = SendSegment(segment, now);
            if (error == TransportError.WouldBlock)
            {
                return TransmitResult.Blocked;
            }

            if (error == TransportError.MessageTooLong && TryFollowPathMtu())
            {
                continue;
            }

            // Any other error is as good as a loss on the way: the timer will see to it.
            _sender.NoteSent(segment, now);
            if (_mtuSearch is not null)
            {
                NoteSize(_mtuSearch, segment);
            }

            budget--;
            burst -= segment.Count;
        }

        _sender.NoteBurstEnd(now);
        if (budget != before)
        {
            HastenLossProbe(now);
        }

        return TransmitResult.Done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryNextSegment(Instant now, int mostOfRun, out OutgoingSegment segment)
    {
        if (!_sender.IsSynAcknowledged)
        {
            return _sender.TryNextSyn(out segment);
        }

        return (_mtuSearch is { IsProbing: false } search && TryNextSizeProbe(search, now, out segment))
            || _sender.TryNext(mostOfRun == 0 ? 0 : RunLimit(mostOfRun, now), out segment);
    }

    // What says that the window was reduced goes by itself: not every device knows that only the first of the segments it makes may say so (RFC 3168 6.1.2).
    private int RunLimit(int mostOfRun, Instant now) =>
        _ecn is not null && _ecn.OwesWord(_sender.Recovery.Reductions) ? 0 : Math.Min(mostOfRun, _sender.Pacer.Allowance(now));

    /// <summary>Payload bytes that the device would cut into segments; 0: it would not, or there are none.</summary>
    private int MostOfRun() =>
        _context.Routes.TryRoute(RemoteEndpoint.Address, LocalEndpoint.Address, out IpRoute route) == TransportError.None ? route.MaxSegmentationPayload : 0;

    private TransportError SendSegment(in OutgoingSegment segment, Instant now)
    {
        bool isRetransmission = segment.SentIndex >= 0;
        if ((segment.Flags & TcpFlags.Syn) != 0)
        {
            return SendSyn(segment.Sequence, isRetransmission, now);
        }

        SegmentOptions(now, (_sender.Congestion.MaximumSegmentSize - segment.Length - 4) / 8, out TcpOptions options);
        bool isNewData = !isRetransmission && segment.Length > 0;
        return Send(segment.Sequence, segment.Flags | TcpFlags.Ack, options, segment.Length, isNewData, isRetransmission, segment.SegmentSize);
    }

    private TransportError SendSyn(SequenceNumber sequence, bool isRetransmission, Instant now)
    {
        TcpFlags flags = TcpFlags.Syn;
        TcpOptions options = HandshakeOptions.Offer(_context, Key, _pathMtu, now);
        if (State == TcpState.SynSent)
        {
            bool requestsEcn = _context.Settings.CongestionNotification == EcnMode.Request && !isRetransmission;
            flags |= requestsEcn ? EcnSetup.Syn : TcpFlags.None;
        }
        else
        {
            flags = EcnSetup.SynAckFlags(_ecn is not null);
            options = HandshakeOptions.Answer(options, _isSackPermitted, _isWindowScaled, _timestamps?.Recent);
        }

        return Send(sequence, flags, options, isRetransmission: isRetransmission);
    }

    /// <summary>Sends an acknowledgment without data. False: the device has no room, and it remains due.</summary>
    private bool SendAcknowledgment(Instant now)
    {
        _receiver.IsAcknowledgmentDue = true;
        SegmentOptions(now, SackBlockLimit, out TcpOptions options);
        TransportError error = Send(_sender.Next, TcpFlags.Ack, options);
        if (error == TransportError.WouldBlock)
        {
            return false;
        }

        // Where there is no way for it, the peer will ask again.
        _receiver.NoteAcknowledgmentSent(withData: false);
        return true;
    }

    /// <summary>
    /// Answers what may be a blind attack, or a peer that lost its state, with an acknowledgment (RFC 5961 3 to 5); ten in a second at most (7).
    /// </summary>
    private void Challenge(Instant now)
    {
        const int Limit = 10;
        if (now - _challengedAt >= TimeSpan.FromSeconds(1))
        {
            _challengedAt = now;
            _challenges = 0;
        }

        if (_challenges >= Limit || !_context.ChallengeLimit.TryTake(now))
        {
            _context.Counters.ChallengeAcksSuppressed++;
        }
        else
        {
            _challenges++;
            _context.Counters.ChallengeAcks++;
            SendAcknowledgment(now);
        }
    }

    /// <summary>Asks for a sign of life: an old sequence number makes the peer acknowledge (RFC 9293 3.8.4, 3.8.6.1).</summary>
    private void SendProbe(Instant now)
    {
        SegmentOptions(now, 0, out TcpOptions options);
        Send(_sender.Unacknowledged - 1, TcpFlags.Ack, options);
    }

    private TransmitResult SendReset(Instant now, ref int budget)
    {
        if (budget == 0)
        {
            return TransmitResult.MoreToSend;
        }

        SegmentOptions(now, 0, out TcpOptions options);
        TransportError error = Send(_sender.Next, TcpFlags.Rst | TcpFlags.Ack, options);
        if (error == TransportError.WouldBlock)
        {
            return TransmitResult.Blocked;
        }

        _context.Counters.OutResets++;
        _isResetOwed = false;
        budget--;
        return TransmitResult.Done;
    }

    private TransportError Send(
        SequenceNumber sequence, TcpFlags flags, in TcpOptions options, int length = 0, bool isNewData = false, bool isRetransmission = false, int segmentSize = 0)
    {
        if (_ecn is not null && (flags & (TcpFlags.Syn | TcpFlags.Rst)) == 0)
        {
            flags |= _ecn.Flags(isNewData, _sender.Recovery.Reductions);
        }

        bool acknowledges = (flags & TcpFlags.Ack) != 0;
        ushort window = (flags & TcpFlags.Syn) != 0 ? _receiver.AdvertiseFirst() : _receiver.Advertise();
        var header = new TcpHeader(
            LocalEndpoint.Port,
            RemoteEndpoint.Port,
            sequence,
            acknowledges ? _receiver.Next : default,
            flags,
            window);
        bool isEcnCapable = _ecn is not null && isNewData; // RFC 3168 6.1.2, 6.1.4 to 6.1.6: nothing else is.
        byte ecn = isEcnCapable ? EcnField.Capable : EcnField.NotCapable;
        TransportError error = _context.Output.TrySend(
            SegmentOutput.PathOf(LocalEndpoint, RemoteEndpoint, TimeToLive, TrafficClass, ecn), header, options, _sender, length, isRetransmission, segmentSize);

        // What lies before the window the peer drops with its acknowledgment (RFC 9293 3.10.7.4): a probe does not stand for the one that is owed.
        if (error == TransportError.None && acknowledges && sequence >= _sender.Unacknowledged)
        {
            _receiver.NoteAcknowledgmentSent(withData: length > 0);
            if (_receiver.IsWindowHeldBack)
            {
                _context.MemoryWaiters.Add(this, ref _memoryWait);
            }
        }

        if (error == TransportError.None && isEcnCapable)
        {
            _ecn!.NoteNewDataSent(_sender.Recovery.Reductions);
        }

        return error;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SegmentOptions(Instant now, int sackBlocks, out TcpOptions options)
    {
        options = default;
        if (_timestamps is not null)
        {
            options.Timestamps = _timestamps.Next(now);
        }

        if (_isSackPermitted && sackBlocks > 0 && _receiver.HasReport)
        {
            _receiver.Report(ref options, Math.Min(sackBlocks, SackBlockLimit));
        }
    }
}

/// <summary>How far a connection came with sending.</summary>
internal enum TransmitResult
{
    Done,

    /// <summary>It could go on, but others have their turn.</summary>
    MoreToSend,

    /// <summary>The device has no room.</summary>
    Blocked,
}
