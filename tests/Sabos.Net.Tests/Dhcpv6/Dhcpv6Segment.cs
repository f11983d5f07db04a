using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A stack on a segment with a router that sends to DHCPv6, and a server there that would lease it 2001:db8:1::77.</summary>
internal sealed class Dhcpv6Segment
{
    public const byte Managed = 0x80;
    public const byte Other = 0x40;

    public static readonly IpAddress Address = LearningLink.Parse("2001:db8:1::77");

    public Dhcpv6Segment(byte flags = Managed, int seed = 9)
    {
        Wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        Router = new SimulatedRouter(Network, Wire, new MacAddress(0x0200_0000_0031), "fe80::31") { Advertisement = new RouterAdvertisementBuilder { Flags = flags } };
        Server = new Dhcpv6Server(Network, Wire, 0x0200_0000_0033);
        Stack = Network.AddStack(seed);
        Port = Wire.Attach(TwoHosts.LeftHardware);
        Interface = Stack.AddInterface("eth0", Port);
        Interface.StartIpv6();
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public SimulatedRouter Router { get; }

    public Dhcpv6Server Server { get; }

    public NetworkStack Stack { get; }

    public WirePort Port { get; }

    public NetworkInterface Interface { get; }

    public Dhcpv6Client Client => Interface.Dhcpv6!;

    public InterfaceAddress? Leased => Interface.Addresses.SingleOrDefault(own => own.Origin == AddressOrigin.Dhcp);

    public Dhcpv6Segment Bound()
    {
        Assert.True(RunUntil(Dhcpv6State.Bound, 6));
        Run(2);
        Assert.Equal(AddressState.Preferred, Leased!.State);
        return this;
    }

    public void Run(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

    public bool RunUntil(Dhcpv6State state, double seconds) => Network.RunUntil(() => Client.State == state, TimeSpan.FromSeconds(seconds));

    public void FlapLink()
    {
        Port.IsLinkUp = false;
        Run(0.01);
        Port.IsLinkUp = true;
    }

    /// <summary>The messages of a type that the server heard, oldest first.</summary>
    public List<Dhcpv6Heard> Heard(Dhcpv6MessageType type) => Server.Heard.FindAll(heard => heard.Type == type);
}
