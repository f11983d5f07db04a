using System.Collections.Generic;
using System.Net;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>What the words of the kernel's command line ask for.</summary>
internal sealed record BootParameters
{
    private static readonly string[] s_usualServices = ["httpd", "telnetd"];

    /// <summary>The address to use; null: DHCP.</summary>
    public StaticAddress? Address { get; init; }

    /// <summary>How it is made sure that nobody else has the address.</summary>
    public AddressProbing AddressProbing { get; init; } = AddressProbing.Quick;

    /// <summary>How IPv6 is configured.</summary>
    public Ipv6Parameters Ipv6 { get; init; } = new();

    public string HostName { get; init; } = "sabos";

    /// <summary>Run the self-tests and leave.</summary>
    public bool RunsSelfTests { get; init; }

    /// <summary>Which group of them; null: all.</summary>
    public string? SelfTestGroup { get; init; }

    /// <summary>An echo service (RFC 862, over TCP) outside the machine, for a self-test over the wire.</summary>
    public IPEndPoint? SelfTestPeer { get; init; }

    /// <summary>Names of the services to start.</summary>
    public IReadOnlyList<string> Services { get; init; } = s_usualServices;

    public ushort HttpPort { get; init; } = 80;

    public ushort TelnetPort { get; init; } = 23;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
