using System;

namespace Sabos.Net;

/// <summary>The maximum segment size (RFC 9293 3.7.1, RFC 6691): payload and TCP options in bytes.</summary>
internal static class TcpMaximumSegmentSize
{
    /// <summary>What an IPv4 peer that says nothing accepts.</summary>
    public const int Default = 536;

    /// <summary>What an IPv6 peer that says nothing accepts.</summary>
    public const int DefaultIpv6 = 1220;

    /// <summary>No peer makes us send less, else a few bytes of window would cost as many segments.</summary>
    public const int Least = 88;

    /// <summary>The largest for a path: RFC 6691 2.</summary>
    public static int ForMtu(int mtu, bool isIpv4) =>
        Math.Clamp(mtu - TcpHeader.Size - (isIpv4 ? 20 : 40), Least, ushort.MaxValue);

    /// <summary>What the peer accepts, as its SYN said; 0 says nothing.</summary>
    public static int OfPeer(in TcpOptions options, bool isIpv4) =>
        Math.Max(options.MaximumSegmentSize is ushort size and > 0 ? size : isIpv4 ? Default : DefaultIpv6, Least);
}
