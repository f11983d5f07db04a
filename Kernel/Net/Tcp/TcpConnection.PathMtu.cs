using System;

namespace Sabos.Net;

/// <summary>How large a connection's segments are: by what routers say, and, where they say nothing, by what arrives.</summary>
public sealed partial class TcpConnection
{
    // Segments that time out so often in a row seem to be too large for the path (RFC 4821 7.7); where such large ones have arrived, it is more likely that they were
    // lost by chance.
    private const int BlackHoleTimeouts = 2;
    private const int BlackHoleTimeoutsOfProvenSize = 3;

    // Packets of 1024 bytes of data, and what every IPv4 host takes, in bytes.
    private static readonly int[] s_smallerPackets = [1064, 576];

    // What every link of IPv6 carries (RFC 8200 5).
    private static readonly int[] s_smallerIpv6Packets = [PathMtuCache.MinimumIpv6];

    private PathMtuSearch? _mtuSearch;
    private int _pathMtu;
    private int _peerSegmentSize;

    private int SegmentSizeFor(int mtu) =>
        Math.Min(TcpMaximumSegmentSize.ForMtu(mtu, LocalEndpoint.Address.IsIpv4), _peerSegmentSize) - SegmentOptionsLength;

    /// <summary>The IP layer knows a smaller path MTU than this connection (RFC 1191).</summary>
    private bool TryFollowPathMtu()
    {
        if (_context.Routes.TryRoute(RemoteEndpoint.Address, LocalEndpoint.Address, out IpRoute route) != TransportError.None
            || !TryShrink(route.Mtu))
        {
            return false;
        }

        _mtuSearch ??= new PathMtuSearch();
        _mtuSearch.Rest(_context.Now);
        return true;
    }

    private bool TryShrink(int mtu)
    {
        int size = SegmentSizeFor(mtu);
        if (size >= _sender.Congestion.MaximumSegmentSize)
        {
            return false;
        }

        _pathMtu = mtu;
        _sender.ReduceMaximumSegmentSize(size);
        return true;
    }

    /// <summary>A full segment timed out again: perhaps it is too large, and what a router says of it does not reach us (RFC 2923 2.1).</summary>
    private void SuspectBlackHole(Instant now)
    {
        if (!_sender.IsSynAcknowledged
            || _timeouts < (_sender.LargestDelivered < _sender.Sent[0].Length ? BlackHoleTimeouts : BlackHoleTimeoutsOfProvenSize))
        {
            return;
        }

        foreach (int mtu in LocalEndpoint.Address.IsIpv4 ? s_smallerPackets : s_smallerIpv6Packets)
        {
            if (_sender.Sent[0].Length > SegmentSizeFor(mtu) && TryShrink(mtu))
            {
                _context.Counters.BlackHolesSuspected++;
                _mtuSearch ??= new PathMtuSearch();
                _mtuSearch.Begin(now);
                return;
            }
        }
    }

    /// <summary>
    /// Chooses a segment larger than those that are known to arrive, when it is time to try: where nothing is lost, and enough follows to notice soon
    /// if it is (RFC 4821 7.3 and 7.4).
    /// </summary>
    private bool TryNextSizeProbe(PathMtuSearch search, Instant now, out OutgoingSegment segment)
    {
        segment = default;
        return _sender.Recovery.Rack is not null
            && TryLargestMtu(out int largest)
            && search.TryNext(_pathMtu, largest, now, out int mtu)
            && _sender.TryNextLarger(SegmentSizeFor(mtu), out segment);
    }

    private void NoteSize(PathMtuSearch search, in OutgoingSegment segment)
    {
        if (segment.SentIndex >= 0)
        {
            search.TakeSentAgain(segment.Sequence);
        }
        else if (segment.SegmentSize == 0 && segment.Length > _sender.Congestion.MaximumSegmentSize)
        {
            search.TakeSent(segment.Sequence, segment.Sequence + segment.Length);
            _sender.Sent.Mark(_sender.Sent.Count - 1, SegmentMarks.SizeProbe);
        }
    }

    // Peers that take no more than this make larger packets pointless.
    private bool TryLargestMtu(out int mtu)
    {
        int headers = TcpHeader.Size + (LocalEndpoint.Address.IsIpv4 ? 20 : 40);
        bool found = _context.Routes.TryRoute(RemoteEndpoint.Address, LocalEndpoint.Address, out IpRoute route) == TransportError.None;
        mtu = Math.Min(route.Mtu, _peerSegmentSize + headers);
        return found;
    }

    /// <summary>The peer has more of the data: perhaps a probe too, and then segments may be larger.</summary>
    private void TakeDelivery(PathMtuSearch search, Instant now)
    {
        if (search.TakeAcknowledgment(_sender.Unacknowledged) is int mtu && mtu > _pathMtu)
        {
            _pathMtu = mtu;
            _sender.Congestion.MaximumSegmentSize = SegmentSizeFor(mtu);
        }

        if (search.IsOver(_pathMtu))
        {
            // Others need not find it out again (RFC 8899 4.6.4 lets them share).
            _context.Routes.ReducePathMtu(RemoteEndpoint.Address, _pathMtu);
            search.Rest(now);
        }
    }
}
