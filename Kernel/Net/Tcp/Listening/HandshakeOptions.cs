using System;

namespace Sabos.Net;

/// <summary>The options of our SYN and SYN-ACK.</summary>
internal static class HandshakeOptions
{
    /// <summary>The window of a SYN or SYN-ACK, which is never scaled (RFC 7323 2.2).</summary>
    public static ushort OfferedWindow(int free) => (ushort)Math.Min(free, ushort.MaxValue);

    /// <summary>Everything we can do.</summary>
    public static TcpOptions Offer(TcpContext context, in ConnectionKey key, int pathMtu, Instant now) => new()
    {
        MaximumSegmentSize = (ushort)TcpMaximumSegmentSize.ForMtu(pathMtu, key.Local.Address.IsIpv4),
        WindowScale = context.WindowShift,
        SackPermitted = context.Settings.SelectiveAcknowledgments,
        Timestamps = context.Settings.Timestamps
            ? new TcpTimestamps(TimestampEcho.Value(now, context.InitialSequences.TimestampOffset(key)), 0)
            : null,
    };

    /// <summary>Of what we can do, what the peer's SYN offered too.</summary>
    public static TcpOptions Answer(TcpContext context, in ConnectionKey key, in TcpOptions peer, int pathMtu, Instant now) =>
        Answer(Offer(context, key, pathMtu, now), peer.SackPermitted, peer.WindowScale.HasValue, peer.Timestamps?.Value);

    /// <summary>What of it the peer can do too.</summary>
    /// <param name="offer">What we can do.</param>
    /// <param name="sackPermitted">The peer takes selective acknowledgments.</param>
    /// <param name="windowScale">The peer scales windows.</param>
    /// <param name="echo">The peer's timestamp; null: it sends none.</param>
    public static TcpOptions Answer(in TcpOptions offer, bool sackPermitted, bool windowScale, uint? echo)
    {
        TcpOptions options = offer;
        options.SackPermitted &= sackPermitted;
        options.WindowScale = windowScale ? offer.WindowScale : null;
        options.Timestamps = echo is uint value && offer.Timestamps is TcpTimestamps ours ? ours with { EchoReply = value } : null;
        return options;
    }
}
