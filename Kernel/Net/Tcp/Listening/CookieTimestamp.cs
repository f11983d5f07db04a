namespace Sabos.Net;

/// <summary>
/// What a SYN cookie has no room for, in the low bits of the timestamp that goes with it and comes back: so that cookies cost a peer with timestamps
/// neither window scaling, selective acknowledgments nor congestion notification.
/// </summary>
internal static class CookieTimestamp
{
    private const uint Mask = 0x3F;
    private const uint ScaleMask = 0xF;
    private const uint NoScale = 0xF;
    private const uint SackPermitted = 0x10;
    private const uint Ecn = 0x20;

    /// <summary>TSval for the SYN-ACK: the clock, moved back by less than two times 64 ms so that time never runs backwards afterwards.</summary>
    public static uint Write(uint clock, in PeerHandshake peer)
    {
        uint marks = peer.Options.WindowScale ?? NoScale;
        marks |= (peer.Options.SackPermitted ? SackPermitted : 0) | (peer.UsesEcn ? Ecn : 0);
        uint value = (clock & ~Mask) | marks;
        return value - clock <= Mask && value != clock ? value - (Mask + 1) : value;
    }

    /// <summary>What the peer's SYN offered, by the timestamp that its acknowledgment echoes.</summary>
    public static TcpOptions Read(TcpTimestamps timestamps)
    {
        uint scale = timestamps.EchoReply & ScaleMask;
        return new TcpOptions
        {
            WindowScale = scale == NoScale ? null : (byte)scale,
            SackPermitted = (timestamps.EchoReply & SackPermitted) != 0,
            Timestamps = timestamps,
        };
    }

    /// <summary>Whether the peer's SYN asked for explicit congestion notification and the answer agreed.</summary>
    public static bool UsesEcn(TcpTimestamps timestamps) => (timestamps.EchoReply & Ecn) != 0;
}
