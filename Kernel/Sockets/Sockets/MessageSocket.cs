using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>What UDP and raw sockets share: whole messages, each with its address.</summary>
internal abstract class MessageSocket : SocketObject
{
    private const byte DefaultMulticastTimeToLive = 1; // RFC 1112 6.1

    private bool _receiveShut;
    private bool _sendShut;
    private byte _multicastTimeToLive = DefaultMulticastTimeToLive;
    private int _sendBuffer = 212_992;
    private bool _wantsErrorQueue;

    protected MessageSocket(NetworkLoop loop, SocketFamily family)
        : base(loop, family)
    {
    }

    public override Readiness Readiness => Transport.Readiness | (_receiveShut ? Readiness.Readable | Readiness.PeerClosed : Readiness.None);

    public override IpEndpoint LocalEndpoint =>
        Transport.LocalEndpoint is { Port: not 0 } local ? local : Transport.LocalEndpoint.Address.IsUnspecified
            ? new IpEndpoint(AnyAddress, 0)
            : Transport.LocalEndpoint;

    /// <summary>The stack's socket beneath.</summary>
    protected abstract NetworkSocket Transport { get; }

    /// <summary>IP_PKTINFO: the program wants to know what address a message was sent to.</summary>
    protected bool WantsPacketInformation { get; private set; }

    public override PalError GetOption(SocketOption option, out int value)
    {
        switch (option)
        {
            case SocketOption.PacketInformation:
                value = WantsPacketInformation ? 1 : 0;
                return PalError.Success;
            case SocketOption.MulticastTimeToLive:
                value = _multicastTimeToLive;
                return PalError.Success;
            case SocketOption.ErrorQueue:
                value = _wantsErrorQueue ? 1 : 0;
                return PalError.Success;
            case SocketOption.SendBuffer:
                value = _sendBuffer;
                return PalError.Success;
            default:
                return TryGetHeaderOption(Transport, option, out value) ? PalError.Success : base.GetOption(option, out value);
        }
    }

    public override PalError SetOption(SocketOption option, int value)
    {
        switch (option)
        {
            case SocketOption.PacketInformation:
                WantsPacketInformation = value != 0;
                return PalError.Success;
            case SocketOption.MulticastTimeToLive:
                if (value is < -1 or > byte.MaxValue)
                    return PalError.EINVAL;
                _multicastTimeToLive = value == -1 ? DefaultMulticastTimeToLive : (byte)value;
                return PalError.Success;
            case SocketOption.ErrorQueue:
                // IP_RECVERR, which Ping sets. The queue stays empty: an error is told by the next call, or arrives as the ICMP message it is.
                _wantsErrorQueue = value != 0;
                return PalError.Success;
            case SocketOption.SendBuffer when value > 0:
                // Messages go straight to the device: the number is only remembered.
                _sendBuffer = value;
                return PalError.Success;
            default:
                PalError result = TrySetHeaderOption(Transport, option, value);
                return result == PalError.ENOPROTOOPT ? base.SetOption(option, value) : result;
        }
    }

    public override PalError Close()
    {
        using (Loop.Enter())
        {
            EndRegistration();
            Transport.Observer = null;
            Transport.Close();
        }

        return PalError.Success;
    }

    protected override PalError TryReceive(Span<byte> destination, MessageFlags flags, out ReceivedMessage message)
    {
        message = default;
        if ((flags & MessageFlags.OutOfBand) != 0)
            return PalError.ENOTSUP;

        PalError pending = TakeError();
        if (pending != PalError.Success)
            return pending;

        TransportError error = ReceiveFromTransport(destination, out DatagramReceived received, (flags & MessageFlags.Peek) != 0);
        if (error != TransportError.None)
            return error == TransportError.WouldBlock && _receiveShut ? PalError.Success : error.ToPal();

        message = new ReceivedMessage(
            received.Copied,
            received.Source,
            WantsPacketInformation ? received.Destination : null,
            received.InterfaceIndex,
            received.Length > received.Copied);
        return PalError.Success;
    }

    protected override PalError TrySend(ReadOnlySpan<byte> source, MessageFlags flags, IpEndpoint? remote, out int accepted)
    {
        accepted = 0;
        if ((flags & MessageFlags.OutOfBand) != 0)
            return PalError.ENOTSUP;
        if (_sendShut)
            return PalError.EPIPE;

        PalError pending = TakeError();
        if (pending != PalError.Success)
            return pending;
        if ((remote ?? RemoteEndpoint) is not { } target)
            return PalError.EDESTADDRREQ;

        byte? unicastTimeToLive = Transport.TimeToLive;
        if (target.Address.IsMulticast)
            Transport.TimeToLive = _multicastTimeToLive;
        TransportError error = SendToTransport(source, remote);
        Transport.TimeToLive = unicastTimeToLive;

        if (error == TransportError.None)
            accepted = source.Length;
        return error.ToPal();
    }

    /// <summary>As on Linux, it is refused without a peer, and yet ends the calls that are blocked.</summary>
    protected override PalError TryShutdown(ShutdownDirection direction)
    {
        _receiveShut |= direction != ShutdownDirection.Send;
        _sendShut |= direction != ShutdownDirection.Receive;
        return RemoteEndpoint is null ? PalError.ENOTCONN : PalError.Success;
    }

    protected override PalError TryDisconnect() => TryConnect(null);

    protected abstract TransportError ReceiveFromTransport(Span<byte> destination, out DatagramReceived received, bool peek);

    protected abstract TransportError SendToTransport(ReadOnlySpan<byte> source, IpEndpoint? remote);
}
