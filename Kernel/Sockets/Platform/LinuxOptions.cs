namespace Sabos.Sockets;

/// <summary>Socket options by Linux's own numbers, as Socket.SetRawSocketOption passes them (asm-generic/socket.h, linux/in.h, linux/tcp.h).</summary>
internal static class LinuxOptions
{
    private const int SocketLevel = 1;
    private const int Ipv4Level = 0;
    private const int Ipv6Level = 41;
    private const int TcpLevel = 6;
    private const int Icmpv6Level = 58;

    /// <summary>TCP_INFO, which is no number.</summary>
    public static bool IsTcpInformation(int level, int name) => level == TcpLevel && name == 11;

    /// <summary>ICMP6_FILTER (linux/icmpv6.h), which is no number either.</summary>
    public static bool IsIcmpv6Filter(int level, int name) => level == Icmpv6Level && name == 1;

    public static bool TryMap(int level, int name, out SocketOption option)
    {
        option = level switch
        {
            SocketLevel => MapSocket(name),
            Ipv4Level => MapIpv4(name),
            Ipv6Level => MapIpv6(name),
            TcpLevel => MapTcp(name),
            _ => SocketOption.Unknown,
        };
        return option != SocketOption.Unknown;
    }

    private static SocketOption MapSocket(int name) => name switch
    {
        2 => SocketOption.ReuseAddress,
        3 => SocketOption.Type,
        4 => SocketOption.Error,
        6 => SocketOption.Broadcast,
        7 => SocketOption.SendBuffer,
        8 => SocketOption.ReceiveBuffer,
        9 => SocketOption.KeepAlive,
        10 => SocketOption.OutOfBandInline,
        30 => SocketOption.AcceptsConnections,
        38 => SocketOption.Protocol,
        39 => SocketOption.Domain,
        _ => SocketOption.Unknown,
    };

    private static SocketOption MapIpv4(int name) => name switch
    {
        1 => SocketOption.TrafficClass,
        2 => SocketOption.TimeToLive,
        8 => SocketOption.PacketInformation,
        11 => SocketOption.ErrorQueue,
        32 => SocketOption.MulticastAddress,
        33 => SocketOption.MulticastTimeToLive,
        34 => SocketOption.MulticastLoop,
        _ => SocketOption.Unknown,
    };

    private static SocketOption MapIpv6(int name) => name switch
    {
        16 => SocketOption.TimeToLive,
        17 => SocketOption.MulticastInterface,
        18 => SocketOption.MulticastTimeToLive,
        19 => SocketOption.MulticastLoop,
        25 => SocketOption.ErrorQueue,
        26 => SocketOption.Ipv6Only,
        49 => SocketOption.PacketInformation,
        62 => SocketOption.DoNotFragment,
        67 => SocketOption.TrafficClass,
        _ => SocketOption.Unknown,
    };

    private static SocketOption MapTcp(int name) => name switch
    {
        1 => SocketOption.NoDelay,
        2 => SocketOption.MaximumSegmentSize,
        4 => SocketOption.KeepAliveTime,
        5 => SocketOption.KeepAliveInterval,
        6 => SocketOption.KeepAliveProbes,
        12 => SocketOption.QuickAcknowledgments,
        13 => SocketOption.CongestionControl,
        18 => SocketOption.UserTimeout,
        _ => SocketOption.Unknown,
    };
}
