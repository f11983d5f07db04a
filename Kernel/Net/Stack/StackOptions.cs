using System;

namespace Sabos.Net;

/// <summary>What a stack is made with.</summary>
public sealed record StackOptions
{
    /// <summary>32 bytes of entropy; two stacks with the same seed and inputs send the same frames.</summary>
    public required ReadOnlyMemory<byte> Seed { get; init; }

    /// <summary>Our own name, told to DHCP servers and resolved to our own addresses.</summary>
    public string HostName { get; init; } = "sabos";

    /// <summary>How it is found out that nobody else has an IPv4 address before it is used, except for those added without asking.</summary>
    public AddressProbing AddressProbing { get; init; } = AddressProbing.Quick;

    /// <summary>How IPv6 addresses are made, and how it is found out that nobody else has them.</summary>
    public Ipv6Settings Ipv6 { get; init; } = new();

    /// <summary>The limits and durations of TCP.</summary>
    public TcpSettings Tcp { get; init; } = new();

    /// <summary>
    /// The most packets that one Poll receives and the most that it sends, so that a flood cannot hold the owner; and, as acknowledgments are sent at the
    /// end of a poll, the most segments that one acknowledgment can cover. Too many let the peer's next burst overflow what lies between.
    /// </summary>
    public int PollBudget { get; init; } = 64;
}
