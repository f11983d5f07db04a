namespace Sabos.Sockets;

/// <summary>Socket options by the platform layer's numbers (System.Net.Sockets.SocketOptionLevel and SocketOptionName).</summary>
internal static class PlatformOptions
{
    private const int SocketLevel = 0xFFFF;
    private const int Ipv4Level = 0;
    private const int Ipv6Level = 41;
    private const int TcpLevel = 6;
    private const int ReuseAddress = 4;

    /// <summary>Finds an option. Inverted: what the program sets is the opposite (ExclusiveAddressUse of ReuseAddress).</summary>
    public static bool TryMap(int level, int name, out SocketOption option, out bool inverted)
    {
        inverted = level == SocketLevel && name == ~ReuseAddress;
        option = level switch
        {
            SocketLevel => MapSocket(inverted ? ReuseAddress : name),
            Ipv4Level => MapIpv4(name),
            Ipv6Level => MapIpv6(name),
            TcpLevel => MapTcp(name),
            _ => SocketOption.Unknown,
        };
        return option != SocketOption.Unknown;
    }

    private static SocketOption MapSocket(int name) => name switch
    {
        0x0002 => SocketOption.AcceptsConnections,
        ReuseAddress => SocketOption.ReuseAddress,
        0x0008 => SocketOption.KeepAlive,
        0x0020 => SocketOption.Broadcast,
        0x0100 => SocketOption.OutOfBandInline,
        0x1001 => SocketOption.SendBuffer,
        0x1002 => SocketOption.ReceiveBuffer,
        0x1007 => SocketOption.Error,
        0x1008 => SocketOption.Type,
        _ => SocketOption.Unknown,
    };

    private static SocketOption MapIpv4(int name) => name switch
    {
        3 => SocketOption.TrafficClass,
        4 => SocketOption.TimeToLive,
        9 => SocketOption.MulticastAddress,
        10 => SocketOption.MulticastTimeToLive,
        11 => SocketOption.MulticastLoop,
        14 => SocketOption.DoNotFragment,
        19 => SocketOption.PacketInformation,
        _ => SocketOption.Unknown,
    };

    private static SocketOption MapIpv6(int name) => name switch
    {
        4 => SocketOption.TimeToLive,
        9 => SocketOption.MulticastInterface,
        10 => SocketOption.MulticastTimeToLive,
        11 => SocketOption.MulticastLoop,
        19 => SocketOption.PacketInformation,
        27 => SocketOption.Ipv6Only,
        _ => SocketOption.Unknown,
    };

    private static SocketOption MapTcp(int name) => name switch
    {
        1 => SocketOption.NoDelay,
        3 => SocketOption.KeepAliveTime,
        16 => SocketOption.KeepAliveProbes,
        17 => SocketOption.KeepAliveInterval,
        _ => SocketOption.Unknown,
    };
}
