using System;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A stack at 2001:db8::1/64 and fe80::1/64 opposite a station at 2001:db8::2 that the test plays.</summary>
internal sealed class OneIpv6Host
{
    public OneIpv6Host(int seed = 5, int mtu = 1500)
    {
        Wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        Station = new Ipv6Station(Network, Wire, TwoHosts.RightHardware, TwoHosts.RightIpv6Address);
        Stack = Network.AddStack(seed);
        Port = Wire.Attach(TwoHosts.LeftHardware, mtu);
        Interface = Stack.AddInterface("eth0", Port);
        Interface.AddAddress(new IpPrefix(TwoHosts.LeftIpv6Address, 64));
        Interface.AddAddress(new IpPrefix(LinkLocal, 64));
        Run(seconds: 5);
        Station.Frames.Clear();
    }

    /// <summary>fe80::1, as on the wire.</summary>
    public static IpAddress LinkLocal { get; } = IpAddress.FromIpv6(0xFE80_0000_0000_0000, 1);

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public WirePort Port { get; }

    public Ipv6Station Station { get; }

    public NetworkStack Stack { get; }

    public NetworkInterface Interface { get; }

    public IpCounters Ip => Stack.Counters.Ipv6;

    public Icmpv6Counters Icmp => Stack.Counters.Icmpv6;

    public IpEndpoint StationAt(ushort port) => new(Station.Address, port);

    public UdpSocket Bound(ushort port, IpAddress? address = null)
    {
        UdpSocket socket = Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Bind(new IpEndpoint(address ?? IpAddress.AnyIpv6, port), dualStack: false, reuseAddress: false));
        return socket;
    }

    public void Run(double seconds = 0.01) => Network.RunFor(TimeSpan.FromSeconds(seconds));
}
