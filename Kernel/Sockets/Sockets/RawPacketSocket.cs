using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>A raw socket, as Ping uses one for ICMP.</summary>
internal sealed class RawPacketSocket : MessageSocket
{
    private readonly RawSocket _raw;
    private IpAddress? _remote;

    public RawPacketSocket(NetworkLoop loop, SocketFamily family, SocketProtocol protocol, RawSocket raw)
        : base(loop, family)
    {
        Protocol = protocol;
        _raw = raw;
        raw.Observer = this;
    }

    public override SocketKind Kind => SocketKind.Raw;

    public override SocketProtocol Protocol { get; }

    public override IpEndpoint? RemoteEndpoint => _remote is { } address ? new IpEndpoint(address, 0) : null;

    protected override NetworkSocket Transport => _raw;

    public override PalError GetAvailable(out int available)
    {
        available = _raw.Available;
        return PalError.Success;
    }

    public override PalError TakeError() => PalError.Success;

    public override PalError GetOption(SocketOption option, out int value)
    {
        switch (option)
        {
            case SocketOption.DoNotFragment:
                value = _raw.DoNotFragment ? 1 : 0;
                return PalError.Success;
            case SocketOption.ReceiveBuffer:
                value = _raw.ReceiveBufferSize;
                return PalError.Success;
            default:
                return base.GetOption(option, out value);
        }
    }

    public override PalError SetOption(SocketOption option, int value)
    {
        switch (option)
        {
            case SocketOption.DoNotFragment:
                _raw.DoNotFragment = value != 0;
                return PalError.Success;
            case SocketOption.ReceiveBuffer when value > 0:
                _raw.ReceiveBufferSize = value;
                return PalError.Success;
            default:
                return base.SetOption(option, value);
        }
    }

    public override bool TryGetIcmpv6Filter(out Icmpv6Filter filter)
    {
        filter = _raw.Filter;
        return Protocol == SocketProtocol.IcmpV6;
    }

    public override void SetIcmpv6Filter(Icmpv6Filter filter) => _raw.Filter = filter;

    protected override PalError TryBind(IpEndpoint local, bool reuseAddress) => _raw.Bind(local.Address).ToPal();

    protected override PalError TryConnect(IpEndpoint? remote)
    {
        PalError result = _raw.Connect(remote?.Address).ToPal();
        if (result == PalError.Success)
            _remote = remote?.Address;
        return result;
    }

    protected override TransportError ReceiveFromTransport(Span<byte> destination, out DatagramReceived received, bool peek) =>
        _raw.Receive(destination, out received, peek);

    protected override TransportError SendToTransport(ReadOnlySpan<byte> source, IpEndpoint? remote) => _raw.Send(source, remote?.Address);
}
