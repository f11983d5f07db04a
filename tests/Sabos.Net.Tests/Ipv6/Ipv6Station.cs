using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A station of IPv6 that a test plays itself, at 2001:db8::2: it answers who asks for it, sends what it is told to, and remembers what it hears.</summary>
internal sealed class Ipv6Station
{
    private readonly WirePort _port;

    public Ipv6Station(SimulatedNetwork network, SimulatedWire wire, MacAddress hardware, IpAddress address)
    {
        _port = wire.Attach(hardware);
        Hardware = hardware;
        Address = address;
        network.Polled += Listen;
    }

    public MacAddress Hardware { get; }

    public IpAddress Address { get; }

    /// <summary>Where the packets go, unless told otherwise.</summary>
    public MacAddress Opposite { get; init; } = TwoHosts.LeftHardware;

    /// <summary>Answers neighbour solicitations for its address.</summary>
    public bool AnswersSolicitations { get; set; } = true;

    /// <summary>Everything heard that was sent to it or to a group, oldest first.</summary>
    public List<byte[]> Frames { get; } = [];

    public IEnumerable<(Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body)> Icmp =>
        Frames.Select(Frame.Icmpv6).OfType<(Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body)>();

    public IEnumerable<(Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body)> Solicitations =>
        Icmp.Where(message => message.Icmp.Type == Icmpv6Type.NeighborSolicitation);

    public IEnumerable<(Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body)> Advertisements =>
        Icmp.Where(message => message.Icmp.Type == Icmpv6Type.NeighborAdvertisement);

    public void Send(Ipv6Header header, ReadOnlySpan<byte> payload, MacAddress? hardware = null)
    {
        header = header with
        {
            Source = header.Source == default ? Address : header.Source,
            Destination = header.Destination == default ? TwoHosts.LeftIpv6Address : header.Destination,
            PayloadLength = payload.Length,
            HopLimit = header.HopLimit == 0 ? (byte)64 : header.HopLimit,
        };
        SendRaw(header, payload, hardware);
    }

    /// <summary>Sends a packet with this header as it is.</summary>
    public void SendRaw(Ipv6Header header, ReadOnlySpan<byte> payload, MacAddress? hardware = null)
    {
        byte[] frame = new byte[Math.Max(60, EthernetHeader.Size + Ipv6Header.Size + payload.Length)];
        frame.AsSpan().Fill(0xEE);
        new EthernetHeader(hardware ?? Opposite, Hardware, EtherType.Ipv6).WriteTo(frame);
        header.WriteTo(frame.AsSpan(EthernetHeader.Size));
        payload.CopyTo(frame.AsSpan(EthernetHeader.Size + Ipv6Header.Size));
        _port.Send(frame);
    }

    public void SendIcmp(Icmpv6Header message, ReadOnlySpan<byte> body, IpAddress? source = null, IpAddress? destination = null, byte hopLimit = 255)
    {
        IpAddress from = source ?? Address;
        IpAddress to = destination ?? TwoHosts.LeftIpv6Address;
        MacAddress hardware = to.IsMulticast ? new MacAddress(0x3333_0000_0000 | (to.LowBits & 0xFFFF_FFFF)) : Opposite;
        Ipv6Header header = new()
        {
            Source = from,
            Destination = to,
            NextHeader = IpProtocol.Ipv6Icmp,
            HopLimit = hopLimit,
            PayloadLength = Icmpv6Header.Size + body.Length,
        };
        SendRaw(header, Frame.Icmpv6(from, to, message, body), hardware);
    }

    /// <summary>Sends a message of MLD from fe80::2 to all nodes, with these hop-by-hop options, a multiple of 8 bytes less two.</summary>
    public void SendMembership(Icmpv6Header message, ReadOnlySpan<byte> body, ReadOnlySpan<byte> options, IpAddress? source = null, byte hopLimit = 1)
    {
        IpAddress from = source ?? IpAddress.FromIpv6(0xFE80_0000_0000_0000, 2);
        byte[] payload = [(byte)IpProtocol.Ipv6Icmp, (byte)(options.Length / 8), .. options, .. Frame.Icmpv6(from, IpAddress.AllNodes, message, body)];
        Ipv6Header header = new() { Source = from, Destination = IpAddress.AllNodes, NextHeader = IpProtocol.HopByHopOptions, HopLimit = hopLimit };
        Send(header, payload, new MacAddress(0x3333_0000_0001));
    }

    public void SendUdp(ushort from, ushort to, ReadOnlySpan<byte> data, IpAddress? destination = null)
    {
        IpAddress target = destination ?? TwoHosts.LeftIpv6Address;
        byte[] datagram = Frame.Udp(new IpEndpoint(Address, from), new IpEndpoint(target, to), data);
        Send(new Ipv6Header { Destination = target, NextHeader = IpProtocol.Udp }, datagram);
    }

    public void Advertise(IpAddress target, MacAddress? hardware, uint flags, IpAddress? destination = null, byte hopLimit = 255) => SendIcmp(
        new Icmpv6Header(Icmpv6Type.NeighborAdvertisement, 0, flags),
        Frame.NeighborBody(target, NeighborOptionType.TargetLinkAddress, hardware),
        destination: destination,
        hopLimit: hopLimit);

    private void Listen()
    {
        while (_port.Take() is { } frame)
        {
            Assert.Null(FrameAudit.FindFault(frame));
            Assert.True(EthernetFrame.TryParse(frame, out EthernetFrame ethernet));
            if (ethernet.Type != EtherType.Ipv6 || (!ethernet.Destination.IsMulticast && ethernet.Destination != Hardware))
            {
                continue;
            }

            Frames.Add(frame);
            if (AnswersSolicitations
                && Frame.Icmpv6(frame) is { Icmp.Type: Icmpv6Type.NeighborSolicitation } solicitation
                && Frame.Neighbor(solicitation.Body).Target == Address)
            {
                Advertise(Address, Hardware, NeighborMessage.Flags(isRouter: false, isSolicited: true, isOverride: true), solicitation.Ip.Source);
            }
        }
    }
}
