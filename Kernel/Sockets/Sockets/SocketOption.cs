namespace Sabos.Sockets;

/// <summary>An option of a socket, one name for what the platform layer and Linux number differently.</summary>
internal enum SocketOption
{
    Unknown,
    AcceptsConnections,
    Broadcast,
    CongestionControl,
    Domain,
    DoNotFragment,
    Error,
    ErrorQueue,
    KeepAlive,
    KeepAliveInterval,
    KeepAliveProbes,
    KeepAliveTime,
    MaximumSegmentSize,
    Ipv6Only,
    MulticastLoop,
    MulticastTimeToLive,
    NoDelay,
    OutOfBandInline,
    PacketInformation,
    Protocol,
    QuickAcknowledgments,
    ReceiveBuffer,
    ReuseAddress,
    SendBuffer,
    TimeToLive,
    TrafficClass,
    Type,
    UserTimeout,
}
