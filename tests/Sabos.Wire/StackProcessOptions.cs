using Sabos.Net;
using Sabos.Net.Simulation;

namespace Sabos.Wire;

/// <summary>A stack in an ordinary process, and the path before it.</summary>
public sealed record StackProcessOptions
{
    /// <summary>Null: by DHCP.</summary>
    public IpPrefix? Address { get; init; } = new(IpAddress.FromIpv4(10, 88, 0, 2), 24);

    /// <summary>Null: none.</summary>
    public IpPrefix? Ipv6Address { get; init; }

    /// <summary>IPv6 is used, with what routers and servers say even where no address is given.</summary>
    public bool UsesIpv6 { get; init; }

    public MacAddress HardwareAddress { get; init; } = new(0x0200_0000_0002);

    /// <summary>The largest IP packet in bytes.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>How much faster than the wall's its clock runs: what takes hours is seen in minutes.</summary>
    public int Speed { get; init; } = 1;

    public TcpSettings Tcp { get; init; } = new();

    /// <summary>What happens to frames, either way.</summary>
    public FaultProfile Faults { get; init; } = new();

    /// <summary>Of the stack's random numbers and the path's draws.</summary>
    public int Seed { get; init; } = 1;
}
