namespace Sabos.Net;

/// <summary>
/// What a SYN cookie has no room for, in the low bits of the timestamp that goes with it and comes back: so that cookies cost a peer with timestamps
/// neither window scaling nor selective acknowledgments.
/// </summary>
internal static class CookieTimestamp
{
    private const uint Mask = 0x1F;
    private const uint ScaleMask = 0xF;
    private const uint NoScale = 0xF;
    private const uint SackPermitted = 0x10;

    /// <summary>TSval for the SYN-ACK: the clock, moved back by less than two times 32 ms so that time never runs backwards afterwards.</summary>
    public static uint Write(uint clock, in TcpOptions peer)
    {
        uint marks = peer.WindowScale ?? NoScale;
        marks |= peer.SackPermitted ? SackPermitted : 0;
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
}
