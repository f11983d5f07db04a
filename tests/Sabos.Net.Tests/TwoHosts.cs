using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>Two stacks on one segment, 10.0.0.1 and 10.0.0.2, 2001:db8::1 and 2001:db8::2 too where the test asks for it, with a fault injector before each.</summary>
internal sealed class TwoHosts
{
    public static readonly IpAddress LeftAddress = IpAddress.FromIpv4(10, 0, 0, 1);
    public static readonly IpAddress RightAddress = IpAddress.FromIpv4(10, 0, 0, 2);
    public static readonly IpAddress LeftIpv6Address = IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 1);
    public static readonly IpAddress RightIpv6Address = IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 2);
    public static readonly MacAddress LeftHardware = new(0x0200_0000_0001);
    public static readonly MacAddress RightHardware = new(0x0200_0000_0002);

    public TwoHosts(
        int seed = 1,
        FaultProfile? faults = null,
        int latencyMilliseconds = 1,
        int mtu = 1500,
        bool checksumOffload = false,
        TcpSettings? tcp = null,
        TcpSettings? rightTcp = null,
        bool ipv6 = false)
    {
        FaultProfile profile = faults ?? new FaultProfile();
        Wire = Network.AddWire(TimeSpan.FromMilliseconds(latencyMilliseconds));
        LeftPort = Wire.Attach(LeftHardware, mtu, checksumOffload);
        RightPort = Wire.Attach(RightHardware, mtu, checksumOffload);
        LeftFaults = Network.Add(new FaultInjector(LeftPort, Network.Clock, profile, seed));
        RightFaults = Network.Add(new FaultInjector(RightPort, Network.Clock, profile, seed + 1));
        Left = Network.AddStack(seed, tcp: tcp);
        Right = Network.AddStack(seed + 1, tcp: rightTcp ?? tcp);
        LeftInterface = Left.AddInterface("eth0", LeftFaults);
        LeftInterface.AddAddress(new IpPrefix(LeftAddress, 24));
        RightInterface = Right.AddInterface("eth0", RightFaults);
        RightInterface.AddAddress(new IpPrefix(RightAddress, 24));
        if (ipv6)
        {
            LeftInterface.AddAddress(new IpPrefix(LeftIpv6Address, 64));
            RightInterface.AddAddress(new IpPrefix(RightIpv6Address, 64));
        }
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public WirePort LeftPort { get; }

    public WirePort RightPort { get; }

    public FaultInjector LeftFaults { get; }

    public FaultInjector RightFaults { get; }

    public NetworkStack Left { get; }

    public NetworkStack Right { get; }

    public NetworkInterface LeftInterface { get; }

    public NetworkInterface RightInterface { get; }
}
