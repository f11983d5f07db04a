using System;

namespace Sabos.Net;

/// <summary>A UDP socket (RFC 768). Datagrams queue up to the receive buffer's size, and are then dropped and counted.</summary>
public sealed partial class UdpSocket : NetworkSocket
{
    // As Linux has it: igmp_max_memberships, and mld_max_msf.
    private const int MaxGroups = 20;
    private const int MaxSources = 64;

    private readonly UdpLayer _layer;
    private readonly DatagramQueue _received = new();
    private TransportError _error;
    private bool _isBlocked;
    private bool _isClosed;

    internal UdpSocket(UdpLayer layer) => _layer = layer;

    /// <summary>Set by Connect: only its datagrams are received, and Send needs no address.</summary>
    public IpEndpoint? RemoteEndpoint { get; private set; }

    public override Readiness Readiness =>
        (_received.Count > 0 ? Readiness.Readable : Readiness.None)
        | (_isBlocked ? Readiness.None : Readiness.Writable)
        | (_error != TransportError.None ? Readiness.Error : Readiness.None);

    /// <summary>Payload bytes of the next datagram, or 0.</summary>
    public int Available => _received.NextLength;

    /// <summary>Bytes that may wait to be received, each datagram counted with a fixed overhead.</summary>
    public int ReceiveBufferSize
    {
        get => _received.Limit;
        set => _received.Limit = value;
    }

    /// <summary>Send to broadcast addresses (SO_BROADCAST); otherwise AccessDenied.</summary>
    public bool AllowBroadcast { get; set; }

    /// <summary>IPv4's DF bit.</summary>
    public bool DoNotFragment { get; set; }

    /// <summary>Takes datagrams to IPv4 addresses too, though bound to the unspecified IPv6 address (IPV6_V6ONLY off).</summary>
    internal bool IsDualStack { get; private set; }

    internal bool AllowsReuse { get; private set; }

    internal bool IsBound => LocalEndpoint.Port != 0;

    /// <summary>A pending ICMP error of a connected socket (RFC 1122 4.1.3.3); taking it clears it.</summary>
    public TransportError TakeError()
    {
        TransportError error = _error;
        _error = TransportError.None;
        return error;
    }

    /// <summary>Binds to an address of ours or the unspecified one, and a port (0: ephemeral). None, AddressInUse, AddressNotAvailable, InvalidArgument.</summary>
    public TransportError Bind(IpEndpoint local, bool dualStack, bool reuseAddress)
    {
        if (IsBound || _isClosed)
        {
            return TransportError.InvalidArgument;
        }

        IsDualStack = dualStack;
        AllowsReuse = reuseAddress;
        TransportError error = _layer.Bind(this, local, out IpEndpoint bound);
        if (error == TransportError.None)
        {
            LocalEndpoint = bound;
        }

        return error;
    }

    /// <summary>Fixes the peer (binding first if need be), or removes it with null.</summary>
    public TransportError Connect(IpEndpoint? remote)
    {
        if (remote is not { } peer)
        {
            RemoteEndpoint = null;
            return TransportError.None;
        }

        if (peer.Port == 0)
        {
            return TransportError.InvalidArgument;
        }

        if (!AllowBroadcast && _layer.IsBroadcast(peer.Address))
        {
            return TransportError.AccessDenied;
        }

        TransportError error = _layer.SelectSource(peer.Address, LocalEndpoint.Address, out IpAddress source);
        if (error == TransportError.None && !IsBound)
        {
            error = Bind(new IpEndpoint(source, 0), dualStack: false, reuseAddress: false);
        }

        if (error != TransportError.None)
        {
            return error;
        }

        LocalEndpoint = LocalEndpoint with { Address = source };
        RemoteEndpoint = peer;
        _received.Keep(datagram => datagram.Source == peer);
        return TransportError.None;
    }

    /// <summary>Sends one datagram; binds to an ephemeral port first if need be. WouldBlock: the device has no room now.</summary>
    public TransportError Send(ReadOnlySpan<byte> datagram, IpEndpoint? remote)
    {
        if (TakeError() is var pending and not TransportError.None)
        {
            return pending;
        }

        if ((remote ?? RemoteEndpoint) is not { } destination)
        {
            return TransportError.NotConnected;
        }

        if (destination.Port == 0)
        {
            return TransportError.InvalidArgument;
        }

        if (!IsBound)
        {
            IpAddress any = destination.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
            TransportError error = Bind(new IpEndpoint(any, 0), dualStack: false, reuseAddress: false);
            if (error != TransportError.None)
            {
                return error;
            }
        }

        TransportError sent = _layer.Send(this, LocalEndpoint.Address, datagram, destination);
        _isBlocked = sent == TransportError.WouldBlock;
        return sent;
    }

    /// <summary>Sends one datagram from an address of ours, on its interface's link, whatever the socket is bound to. As <see cref="Send"/>.</summary>
    internal TransportError SendFrom(IpAddress source, ReadOnlySpan<byte> datagram, IpEndpoint destination) =>
        _layer.Send(this, source, datagram, destination);

    /// <summary>Takes one datagram, truncated to the destination. WouldBlock: none; or the pending error.</summary>
    public TransportError Receive(Span<byte> destination, out DatagramReceived received, bool peek = false)
    {
        received = default;
        if (TakeError() is var pending and not TransportError.None)
        {
            return pending;
        }

        return _received.TryDequeue(destination, peek, out received) ? TransportError.None : TransportError.WouldBlock;
    }

    public override void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        Observer = null;
        _groups = 0;
        _layer.Remove(this);
        _received.Clear();
    }

    internal bool TryDeliver(in DatagramReceived facts, ReadOnlySpan<byte> payload)
    {
        if (!_received.TryEnqueue(facts, payload, default))
        {
            return false;
        }

        Observer?.OnReady(Readiness.Readable);
        return true;
    }

    internal void Fail(TransportError error)
    {
        _error = error;
        Observer?.OnReady(Readiness.Error | Readiness.Readable | Readiness.Writable);
    }

    internal void RetryWritable()
    {
        if (_isBlocked)
        {
            _isBlocked = false;
            Observer?.OnReady(Readiness.Writable);
        }
    }
}
