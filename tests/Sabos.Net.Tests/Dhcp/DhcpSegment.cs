using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A stack with a DHCP client on a segment with a DHCP server, which would give it 10.0.2.15/24 for an hour.</summary>
internal sealed class DhcpSegment
{
    public static readonly MacAddress Hardware = new(0x5254_0012_3456);
    public static readonly IpAddress Address = IpAddress.FromIpv4(10, 0, 2, 15);

    public DhcpSegment(AddressProbing? probing = null)
    {
        Wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        Server = new DhcpServer(Network, Wire);
        Stack = Network.AddStack(seed: 7, "alpha", probing: probing);
        Port = Wire.Attach(Hardware);
        Interface = Stack.AddInterface("eth0", Port);
        Stack.AddressConflictDetected += Conflicts.Add;
        Wire.FrameSent += (port, bytes) =>
        {
            if (port == Port && Frame.Arp(bytes.ToArray()) is { } packet)
            {
                SentArp.Add((Network.Clock.Now, packet));
            }
        };
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public DhcpServer Server { get; }

    public NetworkStack Stack { get; }

    public WirePort Port { get; }

    public NetworkInterface Interface { get; }

    public DhcpClient Client => Interface.Dhcp!;

    public List<AddressConflict> Conflicts { get; } = [];

    /// <summary>What the stack asked and said of addresses, and when.</summary>
    public List<(Instant At, ArpPacket Packet)> SentArp { get; } = [];

    public IEnumerable<ArpPacket> Probes => SentArp.Select(sent => sent.Packet).Where(packet => packet.IsProbe);

    public IEnumerable<ArpPacket> Announcements => SentArp.Select(sent => sent.Packet).Where(packet => packet.SenderAddress == packet.TargetAddress);

    public DhcpSegment Bound()
    {
        Interface.StartDhcp();
        Assert.True(RunUntil(DhcpState.Bound));
        return this;
    }

    /// <summary>Another station that has an address, and says so when asked.</summary>
    public Station AddRival(IpAddress address) => new(Network, Wire, new MacAddress(0x0200_0000_0099), address);

    /// <summary>Another station says that it has our address.</summary>
    public void Claim(Station rival) => rival.SendArp(new ArpPacket(ArpOperation.Request, rival.Hardware, rival.Address, default, rival.Address));

    public void Run(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

    public bool RunUntil(DhcpState state, double seconds = 3) => Network.RunUntil(() => Client.State == state, TimeSpan.FromSeconds(seconds));

    public void FlapLink()
    {
        Port.IsLinkUp = false;
        Run(0.01);
        Port.IsLinkUp = true;
    }

    /// <summary>Every message of a type that the server heard.</summary>
    public List<(byte[] Message, IpAddress From, IpAddress To)> Heard(DhcpMessageType type) => Server.Requests.FindAll(request => Parse(request.Message).Type == type);

    public static DhcpMessage Parse(byte[] bytes)
    {
        Assert.True(DhcpMessage.TryParse(bytes, out DhcpMessage message));
        return message;
    }

    public static byte[]? Option(byte[] bytes, DhcpOption option)
    {
        byte[] value = new byte[255];
        int length = Parse(bytes).ReadOption(option, value);
        return length < 0 ? null : value[..length];
    }
}
