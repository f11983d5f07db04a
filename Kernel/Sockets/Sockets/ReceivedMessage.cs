using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>What a receive found.</summary>
/// <param name="Length">Bytes copied.</param>
/// <param name="Source">The sender, where the socket has messages.</param>
/// <param name="Destination">What the message was sent to, if the program asked to know (IP_PKTINFO).</param>
/// <param name="InterfaceIndex">Where it came in.</param>
/// <param name="IsTruncated">The message was longer than the buffer.</param>
internal readonly record struct ReceivedMessage(
    int Length,
    IpEndpoint? Source = null,
    IpAddress? Destination = null,
    int InterfaceIndex = 0,
    bool IsTruncated = false);
