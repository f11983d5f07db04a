using System;

namespace Sabos.Net.Simulation;

/// <summary>What the host sends.</summary>
internal sealed partial class TcpFlowAudit
{
    /// <summary>The host sent a segment, which is legal taken alone.</summary>
    /// <param name="frame">The segment.</param>
    /// <param name="options">Its options.</param>
    /// <param name="isResent">It holds nothing but what was sent before.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? TakeSent(in TcpFrame frame, in SegmentOptions options, out bool isResent)
    {
        isResent = false;
        if (frame.Has(SegmentFlags.Rst))
        {
            return TakeSentReset(frame);
        }

        if (frame.Has(SegmentFlags.Syn))
        {
            return TakeSentSyn(frame, options, out isResent);
        }

        if (_ours is not { } ours || _peer is not { } peer)
        {
            return "a segment before the handshake";
        }

        int start = (int)(frame.Sequence - ours.Initial);
        isResent = frame.Length > 0 && start + frame.Length <= _sentEnd;
        return FindCongestionFault(frame, start)
            ?? TakeAcknowledgment(frame, peer)
            ?? FindTimestampFault(options)
            ?? FindBlockFault(frame, options, peer)
            ?? (frame.Length == 0 ? FindEmptyFault(start) : TakeData(frame, peer, start));
    }

    private string? TakeSentReset(in TcpFrame frame)
    {
        _owedSince = null;
        if (_ours is { } ours && frame.Has(SegmentFlags.Ack) && frame.Sequence == ours.Initial + (uint)_sentEnd)
        {
            _isResetSent = true;
        }

        return frame.CongestionField != 0 ? "a reset that claims to understand ECN" : null;
    }

    private string? TakeSentSyn(in TcpFrame frame, in SegmentOptions options, out bool isResent)
    {
        isResent = _ours is { } known && known.Initial == frame.Sequence;
        FlowHandshake syn = FlowHandshake.Of(frame, options);
        if (!isResent)
        {
            Begin(syn);
        }

        if (frame.CongestionField != 0)
        {
            return "a SYN that claims to understand ECN";
        }

        uint echo = options.Timestamps?.Echo ?? 0;
        if (!frame.Has(SegmentFlags.Ack))
        {
            return syn.Congestion is not (SegmentFlags.None or (SegmentFlags.Ece | SegmentFlags.Cwr)) ? "half an ECN offer"
                : echo != 0 ? "a timestamp echoed by the first segment"
                : null;
        }

        uint answered = frame.Acknowledgment - 1;
        int index = _peerSyns.FindIndex(candidate => candidate.Initial == answered);
        if (index < 0)
        {
            return "a SYN-ACK that answers no SYN";
        }

        FlowHandshake peer = _peerSyns[index];
        if (_peer is not { } met || met.Initial != peer.Initial)
        {
            Meet(peer);
        }

        _lastAcknowledgment = 1;
        return FindAnswerFault(syn, peer, echo);
    }

    // A SYN-ACK takes up only what was offered (RFC 7323 2.2 and 3.2, RFC 2018 2, RFC 3168 6.1.1).
    private string? FindAnswerFault(in FlowHandshake ours, in FlowHandshake peer, uint echo)
    {
        if ((ours.WindowScale.HasValue && !peer.WindowScale.HasValue)
            || (ours.SackPermitted && !peer.SackPermitted)
            || (ours.Timestamp.HasValue && !peer.Timestamp.HasValue)
            || (ours.Congestion != SegmentFlags.None && peer.Congestion != (SegmentFlags.Ece | SegmentFlags.Cwr)))
        {
            return "an option that was not offered";
        }

        return ours.Timestamp.HasValue && !_peerTimestamps.Contains(echo) ? "an echo of what was never received" : null;
    }

    private string? FindCongestionFault(in TcpFrame frame, int start)
    {
        const SegmentFlags Signals = SegmentFlags.Ece | SegmentFlags.Cwr;
        if (!IsCongestionNegotiated)
        {
            return frame.CongestionField != 0 || (frame.Flags & Signals) != 0 ? "ECN without agreement" : null;
        }

        // RFC 3168 6.1.4 and 6.1.5: neither acknowledgments nor what is sent again.
        bool isNewData = !frame.Payload.IsEmpty && start >= _sentEnd;
        return frame.CongestionField is not 0 and not 2 || (frame.CongestionField == 2 && !isNewData) ? "ECT where it is not allowed" : null;
    }

    // A scaled window is rounded down to what its field can say (RFC 7323 2.4 and appendix F).
    private string? TakeAcknowledgment(in TcpFrame frame, in FlowHandshake peer)
    {
        int acknowledgment = (int)(frame.Acknowledgment - peer.Initial);
        int shift = IsScaled ? _ours!.Value.WindowScale!.Value : 0;
        int edge = acknowledgment + (frame.Window << shift);
        string? fault = acknowledgment < Math.Max(_lastAcknowledgment, 1) ? $"the acknowledgment goes back from {_lastAcknowledgment} to {acknowledgment}"
            : acknowledgment > ReceivedEnd ? $"{acknowledgment} is acknowledged and only {ReceivedEnd} received"
            : edge + (1 << shift) <= _edge ? $"the window's edge goes back from {_edge} to {edge}"
            : _isResetSent ? "a segment after the reset"
            : null;
        _owedSince = null;
        _lastAcknowledgment = acknowledgment;
        _edge = Math.Max(_edge, edge);
        return fault;
    }

    private string? FindTimestampFault(in SegmentOptions options)
    {
        if (options.Timestamps is not { } timestamps)
        {
            return HasTimestamps ? "no timestamp" : null;
        }

        string? fault = !HasTimestamps ? "a timestamp without agreement"
            : (int)(timestamps.Value - _lastTimestamp) < 0 ? "the timestamp goes back"
            : (int)(timestamps.Echo - _lastEcho) < 0 ? "the echoed timestamp goes back"
            : !_peerTimestamps.Contains(timestamps.Echo) ? "an echo of what was never received"
            : seesAll && (int)(timestamps.Echo - _mostEcho) > 0 ? $"an echo of what lies behind a gap, {_mostEcho} is the latest before it"
            : null;
        _lastTimestamp = timestamps.Value;
        _lastEcho = timestamps.Echo;
        return fault;
    }

    // RFC 2018 4, RFC 2883 4.
    private string? FindBlockFault(in TcpFrame frame, in SegmentOptions options, in FlowHandshake peer)
    {
        if (options.BlockCount > 0 && !HasSelectiveAcknowledgments)
        {
            return "selective acknowledgments without agreement";
        }

        int acknowledgment = (int)(frame.Acknowledgment - peer.Initial);
        for (int i = 0; i < options.BlockCount; i++)
        {
            (int start, int end) = Positions(options, i, peer);
            if (i == 0 && start < end && end <= 1)
            {
                // A duplicate from before this connection.
                continue;
            }

            if (start >= end || !_received.Covers(start - 1, end - 1))
            {
                return $"block {start}-{end} was not received";
            }

            if (i == 0 && IsDuplicateReport(options, peer, acknowledgment))
            {
                continue;
            }

            if (start <= acknowledgment)
            {
                return $"block {start}-{end} is not above {acknowledgment}";
            }

            for (int j = i + 1; j < options.BlockCount; j++)
            {
                (int otherStart, int otherEnd) = Positions(options, j, peer);
                if (otherStart <= end && start <= otherEnd)
                {
                    return $"blocks {start}-{end} and {otherStart}-{otherEnd} are one";
                }
            }
        }

        return null;
    }

    private static bool IsDuplicateReport(in SegmentOptions options, in FlowHandshake peer, int acknowledgment)
    {
        (int start, int end) = Positions(options, 0, peer);
        if (end <= acknowledgment || options.BlockCount == 1)
        {
            return end <= acknowledgment;
        }

        (int outerStart, int outerEnd) = Positions(options, 1, peer);
        return outerStart <= start && end <= outerEnd;
    }

    private static (int Start, int End) Positions(in SegmentOptions options, int index, in FlowHandshake peer)
    {
        (uint start, uint end) = options.Block(index);
        return ((int)(start - peer.Initial), (int)(end - peer.Initial));
    }

    // An acknowledgment stands behind everything sent, a probe one before what is not acknowledged (RFC 9293 3.8.4), as far as the host believed it.
    private string? FindEmptyFault(int start) =>
        !seesAll || start == _sentEnd || (_acknowledged <= start + 1 && start + 1 <= _mostAcknowledged) ? null : $"an empty segment at {start} with {_acknowledged} to {_sentEnd} in flight";

    private string? TakeData(in TcpFrame frame, in FlowHandshake peer, int start)
    {
        int end = start + frame.Length;
        int largest = Math.Max(peer.MaximumSegmentSize is > 0 and var size ? size : DefaultSegmentSize, LeastSegmentSize);
        string? fault = seesAll && start < _acknowledged ? $"what begins at {start} is acknowledged up to {_acknowledged}"
            : seesAll && start > _sentEnd ? $"a hole between {_sentEnd} and {start}"
            : end > _sentEnd && _finAt is not null ? "something after the FIN"
            : end > _sentEnd && end > _peerEdge ? $"sent up to {end}, the window ends at {_peerEdge}"
            : frame.Payload.Length + frame.OptionBytes.Length > largest ? $"{frame.Payload.Length} bytes and options, the peer takes {largest}"
            : frame.Has(SegmentFlags.Fin) && _finAt is { } fin && fin != end - 1 ? "the FIN has moved"
            : !RememberOrCompare(start, frame.Payload) ? "other bytes than were sent before"
            : null;
        _finAt = frame.Has(SegmentFlags.Fin) ? end - 1 : _finAt;
        _sentEnd = Math.Max(_sentEnd, end);
        return fault;
    }

    private bool RememberOrCompare(int start, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return true;
        }

        if (start + payload.Length > _stream.Length)
        {
            Array.Resize(ref _stream, Math.Max(2 * _stream.Length, start + payload.Length));
        }

        Span<byte> kept = _stream.AsSpan(start, payload.Length);
        bool isSame = !_sent.Covers(start, start + payload.Length) || kept.SequenceEqual(payload);
        payload.CopyTo(kept);
        _sent.Add(start, start + payload.Length);
        return isSame;
    }
}
