using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>A router on a simulated segment, played by the test: it answers for its link-local address, advertises what it is told to, and remembers what it hears.</summary>
internal sealed class SimulatedRouter
{
    private static readonly IpAddress s_allNodes = LearningLink.Parse("ff02::1");

    private readonly WirePort _port;

    public SimulatedRouter(SimulatedNetwork network, SimulatedWire wire, MacAddress hardware, string address)
    {
        _port = wire.Attach(hardware);
        Hardware = hardware;
        Address = LearningLink.Parse(address);
        network.Polled += Listen;
    }

    public MacAddress Hardware { get; }

    public IpAddress Address { get; }

    /// <summary>What it says when it is asked; null: nothing.</summary>
    public RouterAdvertisementBuilder? Advertisement { get; set; }

    /// <summary>Answers neighbours that ask for it.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>Of the packets that were given to it to forward.</summary>
    public List<Ipv6Header> Forwarded { get; } = [];

    /// <summary>The ICMPv6 messages heard, whoever they were for.</summary>
    public List<(IpAddress Source, IpAddress Destination, Icmpv6Type Type, byte[] Body)> Heard { get; } = [];

    public void Advertise() => Send(Advertisement!.Build(Address, s_allNodes), Address, s_allNodes, hopLimit: 255);

    /// <summary>Sends an ICMPv6 message whose checksum is in place.</summary>
    public void Send(ReadOnlySpan<byte> message, IpAddress source, IpAddress destination, byte hopLimit)
    {
        byte[] frame = new byte[EthernetHeader.Size + Ipv6Header.Size + message.Length];

        // Whose address it is does not matter: everybody hears it.
        MacAddress hardware = destination.IsMulticast ? new MacAddress(0x3333_0000_0000UL | (uint)destination.LowBits) : MacAddress.Broadcast;
        new EthernetHeader(hardware, Hardware, EtherType.Ipv6).WriteTo(frame);
        new Ipv6Header { Source = source, Destination = destination, NextHeader = IpProtocol.Ipv6Icmp, HopLimit = hopLimit, PayloadLength = message.Length }
            .WriteTo(frame.AsSpan(EthernetHeader.Size));
        message.CopyTo(frame.AsSpan(EthernetHeader.Size + Ipv6Header.Size));
        _port.Send(frame);
    }

    /// <summary>Says that it has an address, to everybody.</summary>
    public void Claim(IpAddress address)
    {
        byte[] message = new byte[24];
        address.WriteTo(message.AsSpan(8));
        new Icmpv6Header(Icmpv6Type.NeighborAdvertisement, 0, NeighborMessage.Flags(false, false, true)).WriteTo(message, Address, s_allNodes);
        Send(message, Address, s_allNodes, hopLimit: 255);
    }

    private void Listen()
    {
        while (_port.Take() is { } frame)
        {
            if (!EthernetFrame.TryParse(frame, out EthernetFrame ethernet) || !Ipv6Packet.TryParse(ethernet.Payload, out Ipv6Packet packet))
            {
                continue;
            }

            var chain = Ipv6HeaderChain.Follow(packet);
            if (ethernet.Destination == Hardware && packet.Destination != Address)
            {
                Forwarded.Add(packet.Header);
            }

            if (chain.Protocol == IpProtocol.Ipv6Icmp
                && Icmpv6Message.TryParse(packet.Bytes[chain.Offset..], packet.Source, packet.Destination, out Icmpv6Message message))
            {
                Heard.Add((packet.Source, packet.Destination, message.Type, packet.Bytes[chain.Offset..].ToArray()));
                Answer(packet.Source, message);
            }
        }
    }

    private void Answer(IpAddress source, in Icmpv6Message message)
    {
        if (message.Type == Icmpv6Type.RouterSolicitation && Advertisement is not null)
        {
            Advertise();
        }

        if (message.Type == Icmpv6Type.NeighborSolicitation && IsAlive && NeighborMessage.TryParse(message, out NeighborMessage asked) && asked.Target == Address)
        {
            byte[] answer = new byte[32];
            Address.WriteTo(answer.AsSpan(8));
            (answer[24], answer[25]) = ((byte)NeighborOptionType.TargetLinkAddress, 1);
            Hardware.WriteTo(answer.AsSpan(26));
            new Icmpv6Header(Icmpv6Type.NeighborAdvertisement, 0, NeighborMessage.Flags(true, true, true)).WriteTo(answer, Address, source);
            Send(answer, Address, source, hopLimit: 255);
        }
    }
}
