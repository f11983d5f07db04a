using System;

namespace Sabos.Net;

/// <summary>How a message is sent again until it is answered (RFC 8415 7.6, 15).</summary>
/// <param name="Message">Which message.</param>
/// <param name="First">IRT.</param>
/// <param name="Longest">MRT; zero: none.</param>
/// <param name="MaxCount">MRC; 0: for ever.</param>
internal sealed record Dhcpv6Exchange(Dhcpv6MessageType Message, TimeSpan First, TimeSpan Longest, int MaxCount = 0)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public static Dhcpv6Exchange Solicit { get; } = new(Dhcpv6MessageType.Solicit, s_second, s_hour);

    public static Dhcpv6Exchange Request { get; } = new(Dhcpv6MessageType.Request, s_second, s_second * 30, MaxCount: 10);

    /// <summary>For ten seconds (CNF_MAX_RD), which are four of these.</summary>
    public static Dhcpv6Exchange Confirm { get; } = new(Dhcpv6MessageType.Confirm, s_second, s_second * 4, MaxCount: 4);

    /// <summary>Until T2.</summary>
    public static Dhcpv6Exchange Renew { get; } = new(Dhcpv6MessageType.Renew, s_second * 10, s_second * 600);

    /// <summary>Until no lease is left.</summary>
    public static Dhcpv6Exchange Rebind { get; } = new(Dhcpv6MessageType.Rebind, s_second * 10, s_second * 600);

    public static Dhcpv6Exchange Decline { get; } = new(Dhcpv6MessageType.Decline, s_second, TimeSpan.Zero, MaxCount: 4);

    public static Dhcpv6Exchange Inform { get; } = new(Dhcpv6MessageType.InformationRequest, s_second, s_hour);
}
