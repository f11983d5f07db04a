using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A stack at 10.0.0.1/24 opposite a station at 10.0.0.2 that the test plays, after the announcements.</summary>
internal sealed class OneHost
{
    public OneHost(int seed = 5, int mtu = 1500)
    {
        Wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        Station = new Station(Network, Wire, TwoHosts.RightHardware, TwoHosts.RightAddress);
        Stack = Network.AddStack(seed);
        Port = Wire.Attach(TwoHosts.LeftHardware, mtu);
        Interface = Stack.AddInterface("eth0", Port);
        Interface.AddAddress(new IpPrefix(TwoHosts.LeftAddress, 24));
        Network.RunFor(TimeSpan.FromSeconds(5));
        Station.Frames.Clear();
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public WirePort Port { get; }

    public Station Station { get; }

    public NetworkStack Stack { get; }

    public NetworkInterface Interface { get; }

    public IpEndpoint StationAt(ushort port) => new(Station.Address, port);

    public UdpSocket Bound(ushort port, IpAddress? address = null)
    {
        UdpSocket socket = Stack.Udp.CreateSocket();
        Assert.Equal(TransportError.None, socket.Bind(new IpEndpoint(address ?? IpAddress.AnyIpv4, port), dualStack: false, reuseAddress: false));
        return socket;
    }

    /// <summary>Sends a packet to the stack's address, the source being the station's.</summary>
    public void Send(Ipv4Header header, byte[] payload) => Station.SendIpv4(
        TwoHosts.LeftHardware,
        header with { Source = header.Source == default ? Station.Address : header.Source, Destination = header.Destination == default ? TwoHosts.LeftAddress : header.Destination },
        payload);

    public void SendUdp(ushort from, ushort to, byte[] data) =>
        Station.SendUdp(TwoHosts.LeftHardware, StationAt(from), new IpEndpoint(TwoHosts.LeftAddress, to), data);

    public void Ping(byte[] body) => Station.SendIcmp(TwoHosts.LeftHardware, TwoHosts.LeftAddress, new IcmpHeader(IcmpType.EchoRequest, 0, 0x1234_0001), body);

    public void Run(double seconds = 0.01) => Network.RunFor(TimeSpan.FromSeconds(seconds));

    public List<(Ipv4Header Ip, IcmpHeader Icmp, byte[] Body)> Icmp() =>
        Station.Frames.Select(Frame.Icmp).OfType<(Ipv4Header, IcmpHeader, byte[])>().ToList();

    public List<(IpEndpoint From, IpEndpoint To, byte[] Data)> Udp() =>
        Station.Frames.Select(Frame.Udp).OfType<(IpEndpoint, IpEndpoint, byte[])>().ToList();

    public static byte[]? Receive(UdpSocket socket)
    {
        byte[] bytes = new byte[65_536];
        return socket.Receive(bytes, out DatagramReceived received) == TransportError.None ? bytes[..received.Copied] : null;
    }
}
