using System;

namespace Sabos.Net;

/// <summary>What a client asks, and the fields that depend on its state (RFC 2131 4.3.6, table 4).</summary>
internal readonly record struct DhcpRequest(DhcpMessageType Type, uint Transaction, TimeSpan Elapsed)
{
    /// <summary>ciaddr: filled in only while the address is in use.</summary>
    public IpAddress? ClientAddress { get; init; }

    public IpAddress? RequestedAddress { get; init; }

    public IpAddress? Server { get; init; }

    /// <summary>DECLINE and RELEASE say who and which address, and nothing else (RFC 2131 4.4.1, table 5).</summary>
    public bool WantsOptions => Type is DhcpMessageType.Discover or DhcpMessageType.Request;
}
