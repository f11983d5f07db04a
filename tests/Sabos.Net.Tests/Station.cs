using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A station that a test plays itself: it sends what it is told to, and remembers what it hears.</summary>
internal sealed class Station
{
    private readonly WirePort _port;

    public Station(SimulatedNetwork network, SimulatedWire wire, MacAddress hardware, IpAddress address)
    {
        _port = wire.Attach(hardware);
        Hardware = hardware;
        Address = address;
        network.Polled += Listen;
    }

    /// <summary>Called for each frame heard; what it sends goes out at once.</summary>
    public Action<byte[]>? Heard { get; set; }

    public MacAddress Hardware { get; }

    public IpAddress Address { get; set; }

    /// <summary>Answers ARP requests for its address.</summary>
    public bool AnswersArp { get; set; } = true;

    /// <summary>Everything heard that was sent to it or to all, oldest first.</summary>
    public List<byte[]> Frames { get; } = [];

    public void Send(ReadOnlySpan<byte> frame) => _port.Send(frame);

    public void SendArp(ArpPacket packet, MacAddress? destination = null)
    {
        byte[] frame = new byte[60];
        new EthernetHeader(destination ?? MacAddress.Broadcast, Hardware, EtherType.Arp).WriteTo(frame);
        packet.WriteTo(frame.AsSpan(EthernetHeader.Size));
        Send(frame);
    }

    /// <summary>Sends an IPv4 packet in a frame padded to Ethernet's minimum.</summary>
    public void SendIpv4(MacAddress destination, Ipv4Header header, ReadOnlySpan<byte> payload)
    {
        header = header with { PayloadLength = payload.Length, TimeToLive = header.TimeToLive == 0 ? (byte)64 : header.TimeToLive };
        byte[] frame = new byte[Math.Max(60, EthernetHeader.Size + Ipv4Header.Size + payload.Length)];
        frame.AsSpan().Fill(0xEE);
        new EthernetHeader(destination, Hardware, EtherType.Ipv4).WriteTo(frame);
        header.WriteTo(frame.AsSpan(EthernetHeader.Size));
        payload.CopyTo(frame.AsSpan(EthernetHeader.Size + Ipv4Header.Size));
        Send(frame);
    }

    public void SendUdp(MacAddress destination, IpEndpoint from, IpEndpoint to, ReadOnlySpan<byte> data) =>
        SendIpv4(destination, new Ipv4Header { Source = from.Address, Destination = to.Address, Protocol = IpProtocol.Udp }, Frame.Udp(from, to, data));

    public void SendIcmp(MacAddress destination, IpAddress to, IcmpHeader header, ReadOnlySpan<byte> body) =>
        SendIpv4(destination, new Ipv4Header { Source = Address, Destination = to, Protocol = IpProtocol.Icmp }, Frame.Icmp(header, body));

    private void Listen()
    {
        while (_port.Take() is { } frame)
        {
            Assert.Null(FrameAudit.FindFault(frame));
            Assert.True(EthernetFrame.TryParse(frame, out EthernetFrame ethernet));
            if (!ethernet.Destination.IsMulticast && ethernet.Destination != Hardware)
            {
                continue;
            }

            Frames.Add(frame);
            if (AnswersArp && ethernet.Type == EtherType.Arp
                && ArpPacket.TryParse(ethernet.Payload, out ArpPacket arp)
                && arp.Operation == ArpOperation.Request && arp.TargetAddress == Address && arp.SenderAddress != Address)
            {
                SendArp(new ArpPacket(ArpOperation.Reply, Hardware, Address, arp.SenderHardware, arp.SenderAddress), arp.SenderHardware);
            }

            Heard?.Invoke(frame);
        }
    }
}
