namespace Sabos.Net;

/// <summary>
/// Handshakes of a listener whose backlog is full: nothing is remembered of a SYN, and nothing sent again; its answer carries a cookie, and the
/// acknowledgment that brings it back makes the connection at once (RFC 4987 3.6).
/// </summary>
internal sealed class CookieHandshakes
{
    private readonly TcpContext _context;
    private readonly TcpListener _listener;
    private Instant _until;

    public CookieHandshakes(TcpContext context, TcpListener listener)
    {
        _context = context;
        _listener = listener;
    }

    // Nothing would remember another one.
    private ushort Window => HandshakeOptions.OfferedWindow(_context.Settings.ReceiveBufferSize);

    /// <summary>Answers a SYN.</summary>
    public void Answer(Instant now, in ConnectionKey key, in PeerHandshake peer, int pathMtu)
    {
        if (!_context.Settings.SynCookies)
        {
            _context.Counters.ListenDrops++;
            return;
        }

        TcpOptions options = HandshakeOptions.Answer(_context, key, peer.Options, pathMtu, now);
        bool usesEcn = peer.UsesEcn;
        if (options.Timestamps is TcpTimestamps timestamps)
        {
            options.Timestamps = timestamps with { Value = CookieTimestamp.Write(timestamps.Value, peer) };
        }
        else
        {
            // Nothing would remember them.
            options.WindowScale = null;
            options.SackPermitted = false;
            usesEcn = false;
        }

        int accepted = TcpMaximumSegmentSize.OfPeer(peer.Options, key.Local.Address.IsIpv4);
        var header = new TcpHeader(
            key.Local.Port,
            key.Remote.Port,
            _context.Cookies.Make(key, peer.Initial, accepted, now),
            peer.Initial + 1,
            EcnSetup.SynAckFlags(usesEcn),
            Window);
        IpSend path = SegmentOutput.PathOf(key.Local, key.Remote, _listener.TimeToLive, _listener.TrafficClass) with { IsToStranger = true };
        if (_context.Output.TrySend(path, header, options) == TransportError.None)
        {
            _context.Counters.SyncookiesSent++;
            _until = now + SynCookies.Lifetime;
        }
    }

    /// <summary>Takes an acknowledgment for which there is no connection. False: it brings no cookie of ours.</summary>
    public bool TryComplete(Instant now, in ConnectionKey key, in TcpSegment segment)
    {
        if (now >= _until || segment.Has(TcpFlags.Syn))
        {
            return false;
        }

        SequenceNumber initial = segment.Acknowledgment - 1;
        SequenceNumber peerInitial = segment.Sequence - 1;
        if (!_context.Cookies.TryRead(initial, key, peerInitial, now, out ushort maximumSegmentSize)
            || _context.Routes.TryRoute(key.Remote.Address, key.Local.Address, out IpRoute route) != TransportError.None)
        {
            _context.Counters.SyncookiesFailed++;
            return false;
        }

        // Where there is no room the peer's data will come again, and the cookie with it.
        if (_listener.TryTakeRoom())
        {
            TcpOptions options = OptionsOf(segment, maximumSegmentSize);
            bool usesEcn = options.Timestamps is TcpTimestamps timestamps && CookieTimestamp.UsesEcn(timestamps);
            var peer = new PeerHandshake(peerInitial, options, segment.Window, usesEcn);
            var handshake = new CompletedHandshake(key, peer, initial, route.Mtu, Window, RoundTrip: null, WasRetransmitted: false);
            var connection = new TcpConnection(_context, _listener, handshake, now);
            _context.Counters.PassiveOpens++;
            _context.Counters.SyncookiesRecv++;
            _context.Table.Add(connection);
            _listener.Enqueue(connection);
            connection.SegmentArrived(now, segment);
        }

        return true;
    }

    private TcpOptions OptionsOf(in TcpSegment segment, ushort maximumSegmentSize)
    {
        TcpOptions options = TcpOptionsReader.Read(segment.Options);
        options = options.Timestamps is TcpTimestamps timestamps && _context.Settings.Timestamps ? CookieTimestamp.Read(timestamps) : default;
        options.MaximumSegmentSize = maximumSegmentSize;
        return options;
    }
}
