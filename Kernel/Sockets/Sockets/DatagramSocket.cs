using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>A UDP socket.</summary>
internal sealed partial class DatagramSocket : MessageSocket
{
    private readonly UdpSocket _udp;

    public DatagramSocket(NetworkLoop loop, SocketFamily family, UdpSocket udp)
        : base(loop, family)
    {
        _udp = udp;
        udp.Observer = this;
    }

    public override SocketKind Kind => SocketKind.Datagram;

    public override SocketProtocol Protocol => SocketProtocol.Udp;

    public override IpEndpoint? RemoteEndpoint => _udp.RemoteEndpoint;

    protected override NetworkSocket Transport => _udp;

    public override PalError GetAvailable(out int available)
    {
        available = _udp.Available;
        return PalError.Success;
    }

    public override PalError TakeError() => _udp.TakeError().ToPal();

    public override PalError GetOption(SocketOption option, out int value)
    {
        switch (option)
        {
            case SocketOption.Broadcast:
                value = _udp.AllowBroadcast ? 1 : 0;
                return PalError.Success;
            case SocketOption.MulticastLoop:
                value = _udp.MulticastLoop ? 1 : 0;
                return PalError.Success;
            case SocketOption.MulticastInterface:
                value = _udp.MulticastInterface;
                return PalError.Success;
            case SocketOption.MulticastAddress:
                value = _multicastAddress;
                return PalError.Success;
            case SocketOption.DoNotFragment:
                value = _udp.DoNotFragment ? 1 : 0;
                return PalError.Success;
            case SocketOption.ReceiveBuffer:
                value = _udp.ReceiveBufferSize;
                return PalError.Success;
            default:
                return base.GetOption(option, out value);
        }
    }

    public override PalError SetOption(SocketOption option, int value)
    {
        switch (option)
        {
            case SocketOption.Broadcast:
                _udp.AllowBroadcast = value != 0;
                return PalError.Success;
            case SocketOption.MulticastLoop:
                _udp.MulticastLoop = value != 0;
                return PalError.Success;
            case SocketOption.MulticastInterface:
                return SetMulticastInterface(value);
            case SocketOption.MulticastAddress:
                return SetMulticastAddress(value);
            case SocketOption.DoNotFragment:
                _udp.DoNotFragment = value != 0;
                return PalError.Success;
            case SocketOption.ReceiveBuffer when value > 0:
                _udp.ReceiveBufferSize = value;
                return PalError.Success;
            default:
                return base.SetOption(option, value);
        }
    }

    protected override PalError TryBind(IpEndpoint local, bool reuseAddress) => _udp.Bind(local, IsDualStack, ReuseAddress || reuseAddress).ToPal();

    protected override PalError TryConnect(IpEndpoint? remote) => _udp.Connect(remote).ToPal();

    protected override TransportError ReceiveFromTransport(Span<byte> destination, out DatagramReceived received, bool peek) =>
        _udp.Receive(destination, out received, peek);

    protected override TransportError SendToTransport(ReadOnlySpan<byte> source, IpEndpoint? remote)
    {
        // The first message gives the socket a port of its whole family: an answer may come by the other version.
        TransportError error = _udp.LocalEndpoint.Port == 0
            ? _udp.Bind(new IpEndpoint(AnyAddress, 0), IsDualStack, ReuseAddress)
            : TransportError.None;
        return error == TransportError.None ? _udp.Send(source, remote) : error;
    }
}
