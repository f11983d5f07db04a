using System.Collections.Generic;
using System.Net;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>What the words of the kernel's command line ask for.</summary>
internal sealed record BootParameters
{
    /// <summary>IPv4 is used beyond loopback.</summary>
    public bool UsesIpv4 { get; init; } = true;

    /// <summary>The IPv4 addresses to use; null: DHCP.</summary>
    public StaticAddress? Address { get; init; }

    /// <summary>The name servers to ask before those that others tell of, in this order.</summary>
    public IReadOnlyList<IpAddress> DnsServers { get; init; } = [];

    /// <summary>The domains to append to names that are not whole, before those that others tell of.</summary>
    public IReadOnlyList<string> SearchDomains { get; init; } = [];

    /// <summary>Names under .local are asked for and answered for on the link (RFC 6762).</summary>
    public bool UsesMulticastDns { get; init; } = true;

    /// <summary>How it is made sure that nobody else has the address.</summary>
    public AddressProbing AddressProbing { get; init; } = AddressProbing.Optimistic;

    /// <summary>How IPv6 is configured.</summary>
    public Ipv6Parameters Ipv6 { get; init; } = new();

    public string HostName { get; init; } = "sabos";

    /// <summary>Run the self-tests and leave.</summary>
    public bool RunsSelfTests { get; init; }

    /// <summary>Which group of them; null: all.</summary>
    public string? SelfTestGroup { get; init; }

    /// <summary>An echo service (RFC 862, over TCP) outside the machine, for a self-test over the wire.</summary>
    public IPEndPoint? SelfTestPeer { get; init; }

    /// <summary>Names of the services to start; null: the usual ones.</summary>
    public IReadOnlyList<string>? Services { get; init; }

    /// <summary>The words behind <c>--</c>: what the user's own program is started with.</summary>
    public string[] ProgramArguments { get; init; } = [];

    public ushort HttpPort { get; init; } = 80;

    public ushort TelnetPort { get; init; } = 23;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
