namespace Sabos.Sockets;

/// <summary>Address families by the platform layer's numbers (System.Net.Sockets.AddressFamily).</summary>
internal enum SocketFamily
{
    Unknown = -1,
    Unspecified = 0,
    Ipv4 = 2,
    Ipv6 = 23,
}

/// <summary>Socket types (System.Net.Sockets.SocketType).</summary>
internal enum SocketKind
{
    Unknown = -1,
    Stream = 1,
    Datagram = 2,
    Raw = 3,
    ReliablyDelivered = 4,
    SequencedPacket = 5,
}

/// <summary>Protocols (System.Net.Sockets.ProtocolType).</summary>
internal enum SocketProtocol
{
    Unknown = -1,
    Unspecified = 0,
    Icmp = 1,
    Tcp = 6,
    Udp = 17,
    IcmpV6 = 58,
    Raw = 255,
}

/// <summary>Which direction of a connection to shut (System.Net.Sockets.SocketShutdown).</summary>
internal enum ShutdownDirection
{
    Receive = 0,
    Send = 1,
    Both = 2,
}
