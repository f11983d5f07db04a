using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A passive open: a queue of connections that completed their handshake.</summary>
public sealed class TcpListener : NetworkSocket
{
    private readonly TcpContext _context;
    private readonly Queue<TcpConnection> _accepted = [];
    private readonly PortClaim _claim;
    private readonly CookieHandshakes _cookies;
    private int _halfOpen;
    private bool _closed;

    internal TcpListener(TcpContext context, IpEndpoint local, bool dualStack, bool reuseAddress, int backlog)
    {
        _context = context;
        LocalEndpoint = local;
        Backlog = backlog;
        _cookies = new CookieHandshakes(context, this);
        _claim = new PortClaim { Local = local, DualStack = dualStack, ReuseAddress = reuseAddress, Listener = this };
    }

    /// <summary>The most connections that wait to be accepted; a later listen call may change it. At least one always may.</summary>
    public int Backlog { get; set; }

    /// <summary>Connections waiting to be accepted.</summary>
    public int Pending => _accepted.Count;

    public override Readiness Readiness => _closed ? Readiness.Error : _accepted.Count > 0 ? Readiness.Readable : Readiness.None;

    internal PortClaim Claim => _claim;

    /// <summary>Whether the accept queue takes one more.</summary>
    internal bool HasRoom => _accepted.Count < Math.Max(Backlog, 1);

    /// <summary>Handshakes take up more than half of the room for them.</summary>
    internal bool IsUnderPressure => _halfOpen > _context.Settings.SynBacklog / 2;

    /// <summary>Takes the oldest waiting connection, which is at least established; it may be over already, as its state tells.</summary>
    public bool TryAccept(out TcpConnection? connection) => _accepted.TryDequeue(out connection);

    /// <summary>Stops listening; connections never accepted are reset.</summary>
    public override void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        Observer = null;
        _context.Ports.Remove(_claim);
        while (_accepted.TryDequeue(out TcpConnection? connection))
        {
            connection.Abort();
        }

        if (_halfOpen > 0)
        {
            foreach (ISegmentTarget target in _context.Table.ToArray())
            {
                if (target is HalfOpenConnection handshake && handshake.Listener == this)
                {
                    handshake.Remove();
                }
            }
        }
    }

    public TcpConnectionInfo GetInfo() => new() { Local = LocalEndpoint, State = TcpState.Listen, ReceiveQueue = Pending, ReceiveBuffer = Backlog };

    /// <summary>A segment for no connection arrived at our endpoint (RFC 9293 3.10.7.2).</summary>
    /// <param name="now">The time.</param>
    /// <param name="key">Its endpoints.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="least">The new connection's initial sequence number is not to be less; null: any.</param>
    internal void SegmentArrived(Instant now, in ConnectionKey key, in TcpSegment segment, SequenceNumber? least = null)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            return;
        }

        if (segment.Has(TcpFlags.Ack))
        {
            if (!_cookies.TryComplete(now, key, segment))
            {
                _context.Output.Reset(now, key, segment);
            }

            return;
        }

        // SYN with FIN is no way to begin; data in a SYN is left for the peer to send again.
        if (!segment.Has(TcpFlags.Syn) || segment.Has(TcpFlags.Fin))
        {
            return;
        }

        if (!TryTakeRoom() || _context.Routes.TryRoute(key.Remote.Address, key.Local.Address, out IpRoute route) != TransportError.None)
        {
            return;
        }

        // What succeeds a connection in TIME-WAIT takes its room, and needs a sequence number that a cookie cannot promise.
        PeerHandshake peer = PeerHandshake.Of(segment, _context.Settings.CongestionNotification);
        if (_halfOpen >= _context.Settings.SynBacklog && least is null)
        {
            _cookies.Answer(now, key, peer, route.Mtu);
            return;
        }

        SequenceNumber initial = _context.InitialSequences.Next(key, now);
        initial = least is SequenceNumber floor && initial < floor ? floor : initial;
        var handshake = new HalfOpenConnection(_context, this, key, peer, initial, route.Mtu);
        _context.Counters.PassiveOpens++;
        _halfOpen++;
        _context.Table.Add(handshake);
        handshake.Begin(now);
    }

    internal void HalfOpenEnded() => _halfOpen--;

    internal void Enqueue(TcpConnection connection)
    {
        _accepted.Enqueue(connection);
        Observer?.OnReady(Readiness.Readable);
    }

    /// <summary>Whether one more connection could be taken in; counts it if not.</summary>
    internal bool TryTakeRoom()
    {
        if (HasRoom && _context.HasRoom)
        {
            return true;
        }

        _context.Counters.ListenOverflows += HasRoom ? 0 : 1;
        _context.Counters.ListenDrops++;
        return false;
    }
}
