using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>
/// One pair of endpoints as seen from one host: what it has sent and what it has received, in positions counted from either side's initial sequence number,
/// so that the SYN is 0 and the first byte 1. A new SYN begins anew.
/// </summary>
/// <param name="seesAll">Whatever the host thinks it has sent was seen: it never had to drop a packet itself.</param>
internal sealed partial class TcpFlowAudit(bool seesAll)
{
    private const int LeastSegmentSize = 88;
    private const int DefaultSegmentSize = 536;
    private const int Plausible = 1 << 28;
    private const SegmentFlags Offer = SegmentFlags.Ece | SegmentFlags.Cwr;

    // RFC 9293 3.8.6.3: an acknowledgment is not delayed for longer.
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMilliseconds(500);

    private readonly List<FlowHandshake> _peerSyns = [];
    private FlowHandshake? _ours;
    private FlowHandshake? _peer;

    // Sent: behind the highest, the bytes, and the FIN.
    private int _sentEnd;
    private ByteRanges _sent = new();
    private byte[] _stream = [];
    private int? _finAt;
    private int _acknowledged;
    private int _mostAcknowledged;
    private int _peerEdge;

    // Received.
    private ByteRanges _received = new();
    private HashSet<uint> _peerTimestamps = [];
    private uint _latestPeerTimestamp;
    private uint _mostEcho;
    private int? _peerFinAt;
    private int _lastAcknowledgment;
    private int _edge;
    private uint _lastTimestamp;
    private uint _lastEcho;
    private Instant? _owedSince;
    private bool _isResetReceived;
    private bool _isResetSent;

    private bool HasTimestamps => _ours is { Timestamp: not null } && _peer is { Timestamp: not null };

    private bool HasSelectiveAcknowledgments => _ours is { SackPermitted: true } && _peer is { SackPermitted: true };

    private bool IsScaled => _ours is { WindowScale: not null } && _peer is { WindowScale: not null };

    // RFC 3168 6.1.1; of two SYNs that cross, both offer.
    private bool IsCongestionNegotiated => _ours is { } ours && _peer is { } peer
        && (!ours.Acknowledges && !peer.Acknowledges
            ? ours.Congestion == Offer && peer.Congestion == Offer
            : (ours.Acknowledges ? peer : ours).Congestion == Offer && (ours.Acknowledges ? ours : peer).Congestion == SegmentFlags.Ece);

    // The position behind everything received without a gap, FIN included.
    private int ReceivedEnd => 1 + _received.Prefix + (_peerFinAt == 1 + _received.Prefix ? 1 : 0);

    /// <summary>The host took a sound segment.</summary>
    public void TakeReceived(in TcpFrame frame, Instant now)
    {
        // A peer may write its options as badly as it likes; what was read before the fault counts.
        _ = SegmentOptions.Read(frame.OptionBytes, out SegmentOptions options);
        if (frame.Has(SegmentFlags.Rst))
        {
            _isResetReceived = true;
            return;
        }

        if (frame.Has(SegmentFlags.Syn))
        {
            TakePeerSyn(frame, options);
        }

        if (_peer is not { } peer)
        {
            return;
        }

        if (options.Timestamps is { } timestamps)
        {
            _peerTimestamps.Add(timestamps.Value);
            _latestPeerTimestamp = Later(_latestPeerTimestamp, timestamps.Value);
        }

        int start = (int)(frame.Sequence - peer.Initial) + (frame.Has(SegmentFlags.Syn) ? 1 : 0);
        TakePeerTimestamp(options, (int)(frame.Sequence - peer.Initial));
        TakePeerWindow(frame, IsSurelyAcceptable(frame, options, start));
        int end = start + frame.Payload.Length;
        if (end is > 0 and < Plausible && end > start)
        {
            _received.Add(Math.Max(start, 1) - 1, end - 1);
        }

        if (frame.Has(SegmentFlags.Fin) && end is > 0 and < Plausible)
        {
            _peerFinAt = end;
        }

        if (frame.Length > 0 && frame.Has(SegmentFlags.Ack))
        {
            _owedSince ??= now;
        }
    }

    /// <summary>What the host should have sent by now, or null.</summary>
    public string? FindOverdue(Instant now) => _owedSince is { } since && !_isResetReceived && !_isResetSent && now - since > s_longestDelay
        ? $"nothing for {(now - since).TotalMilliseconds} ms after data arrived"
        : null;

    private void TakePeerSyn(in TcpFrame frame, in SegmentOptions options)
    {
        FlowHandshake syn = FlowHandshake.Of(frame, options);
        bool isAnswer = frame.Has(SegmentFlags.Ack);
        if (isAnswer && _ours is { } ours && _peer is null && frame.Acknowledgment == ours.Initial + 1)
        {
            Meet(syn);
        }
        else if (!isAnswer && !_peerSyns.Contains(syn))
        {
            _peerSyns.Add(syn);
        }
    }

    // RFC 7323 4.3: the host may echo only what fills the place that it acknowledged last, or comes before it.
    private void TakePeerTimestamp(in SegmentOptions options, int sequence)
    {
        if (options.Timestamps is { } timestamps && sequence <= _lastAcknowledgment)
        {
            _mostEcho = Later(_mostEcho, timestamps.Value);
        }
    }

    private static uint Later(uint one, uint other) => (int)(one - other) > 0 ? one : other;

    // Whether the host must take note of what it acknowledges. The host may have kept less than was received, so that what is only old to us may be due to it.
    private bool IsSurelyAcceptable(in TcpFrame frame, in SegmentOptions options, int start)
    {
        bool isInWindow = start >= ReceivedEnd ? start <= _edge : start + frame.Payload.Length > ReceivedEnd;
        bool isFresh = !HasTimestamps || (options.Timestamps is { } timestamps && timestamps.Value == _latestPeerTimestamp);
        return isInWindow && isFresh;
    }

    private void TakePeerWindow(in TcpFrame frame, bool isSurelyAcceptable)
    {
        if (_ours is not { } ours || !frame.Has(SegmentFlags.Ack))
        {
            return;
        }

        int acknowledgment = (int)(frame.Acknowledgment - ours.Initial);
        if (acknowledgment < 0 || acknowledgment > _sentEnd)
        {
            return;
        }

        int shift = IsScaled && !frame.Has(SegmentFlags.Syn) ? Math.Min(_peer!.Value.WindowScale!.Value, 14) : 0;
        _acknowledged = isSurelyAcceptable ? Math.Max(_acknowledged, acknowledgment) : _acknowledged;
        _mostAcknowledged = Math.Max(_mostAcknowledged, acknowledgment);
        _peerEdge = Math.Max(_peerEdge, acknowledgment + (frame.Window << shift));
    }

    private void Begin(FlowHandshake ours)
    {
        _ours = ours;
        _peer = null;
        _sentEnd = 1;
        _sent = new ByteRanges();
        _finAt = null;
        _acknowledged = 0;
        _mostAcknowledged = 0;
        _peerEdge = 0;
        _owedSince = null;
        _isResetReceived = false;
        _isResetSent = false;
        _lastTimestamp = ours.Timestamp ?? 0;
    }

    private void Meet(FlowHandshake peer)
    {
        _peer = peer;
        _received = new ByteRanges();
        _peerTimestamps = [];

        if (peer.Timestamp is { } first)
        {
            _peerTimestamps.Add(first);
            _lastEcho = first;
            _latestPeerTimestamp = first;
            _mostEcho = first;
        }

        // A SYN sent again has another timestamp; each may be echoed.
        foreach (FlowHandshake syn in _peerSyns)
        {
            if (syn.Initial == peer.Initial && syn.Timestamp is { } timestamp)
            {
                _peerTimestamps.Add(timestamp);
                _mostEcho = Later(_mostEcho, timestamp);
            }
        }

        _peerFinAt = null;
        _lastAcknowledgment = 0;
        _edge = 1 + _ours!.Value.Window;
        _owedSince = null;
        _peerEdge = 1 + peer.Window;
    }
}
