using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The options that every socket has.</summary>
internal abstract partial class SocketObject
{
    private const int Inet = 2;
    private const int Inet6 = 10;

    /// <summary>SO_LINGER: how a close ends the connection. Under the lock.</summary>
    public LingerOption Linger { get; set; }

    /// <summary>The PAL's bind and its reuse option set it (SO_REUSEADDR).</summary>
    protected bool ReuseAddress { get; set; }

    /// <summary>Reads an option; under the lock. ENOPROTOOPT: not one of this socket's.</summary>
    public virtual PalError GetOption(SocketOption option, out int value)
    {
        value = 0;
        switch (option)
        {
            case SocketOption.AcceptsConnections:
                value = IsListening ? 1 : 0;
                return PalError.Success;
            case SocketOption.Domain:
                value = Family == SocketFamily.Ipv6 ? Inet6 : Inet;
                return PalError.Success;
            case SocketOption.Type:
                value = (int)Kind;
                return PalError.Success;
            case SocketOption.Protocol:
                value = (int)Protocol;
                return PalError.Success;
            case SocketOption.Ipv6Only when Family == SocketFamily.Ipv6:
                value = Ipv6Only ? 1 : 0;
                return PalError.Success;
            case SocketOption.ReuseAddress:
                value = ReuseAddress ? 1 : 0;
                return PalError.Success;
            case SocketOption.OutOfBandInline:
                return PalError.Success;
            default:
                return PalError.ENOPROTOOPT;
        }
    }

    /// <summary>Sets an option; under the lock. ENOPROTOOPT: not one of this socket's, or it could have no effect.</summary>
    public virtual PalError SetOption(SocketOption option, int value)
    {
        switch (option)
        {
            case SocketOption.Ipv6Only when Family == SocketFamily.Ipv6:
                if (LocalEndpoint.Port != 0)
                    return PalError.EINVAL;
                Ipv6Only = value != 0;
                return PalError.Success;
            case SocketOption.ReuseAddress:
                ReuseAddress = value != 0;
                return PalError.Success;
            default:
                return PalError.ENOPROTOOPT;
        }
    }

    /// <summary>What a TCP socket tells of its connection; under the lock. False: it is none.</summary>
    public virtual bool TryGetTcpInformation(out TcpConnectionInfo information)
    {
        information = default;
        return false;
    }

    /// <summary>Which ICMPv6 messages a raw socket receives; under the lock. False: it is none for ICMPv6.</summary>
    public virtual bool TryGetIcmpv6Filter(out Icmpv6Filter filter)
    {
        filter = default;
        return false;
    }

    /// <summary>Sets what <see cref="TryGetIcmpv6Filter"/> told; under the lock.</summary>
    public virtual void SetIcmpv6Filter(Icmpv6Filter filter)
    {
    }

    /// <summary>Joins or leaves a group, or a source of it, or chooses the interface for what goes to groups; under the lock. ENOTSUP: not this socket.</summary>
    public virtual PalError SetMulticast(in GroupRequest request) =>
        request is { Operation: MulticastOperation.Interface, InterfaceIndex: 0, Local.IsUnspecified: true } ? PalError.Success : PalError.ENOTSUP;

    /// <summary>Reads the fields of the IP header that the stack keeps for each of its sockets.</summary>
    protected static bool TryGetHeaderOption(NetworkSocket socket, SocketOption option, out int value)
    {
        switch (option)
        {
            case SocketOption.TimeToLive:
                value = socket.TimeToLive ?? IpRoute.DefaultHopLimit;
                return true;
            case SocketOption.TrafficClass:
                value = socket.TrafficClass;
                return true;
            default:
                value = 0;
                return false;
        }
    }

    /// <summary>Sets a field of the IP header. EINVAL: out of its range; ENOPROTOOPT: not such a field.</summary>
    protected static PalError TrySetHeaderOption(NetworkSocket socket, SocketOption option, int value)
    {
        switch (option)
        {
            case SocketOption.TimeToLive when value is >= 1 and <= byte.MaxValue:
                socket.TimeToLive = (byte)value;
                return PalError.Success;
            case SocketOption.TrafficClass when value is >= 0 and <= byte.MaxValue:
                socket.TrafficClass = (byte)value;
                return PalError.Success;
            case SocketOption.TimeToLive or SocketOption.TrafficClass:
                return PalError.EINVAL;
            default:
                return PalError.ENOPROTOOPT;
        }
    }
}
