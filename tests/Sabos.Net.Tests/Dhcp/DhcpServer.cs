using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>A DHCP server whose behaviour a test sets.</summary>
internal sealed class DhcpServer
{
    public static readonly IpAddress Address = IpAddress.FromIpv4(10, 0, 2, 2);

    private readonly Station _station;

    public DhcpServer(SimulatedNetwork network, SimulatedWire wire)
    {
        _station = new Station(network, wire, new MacAddress(0x5254_0000_0002), Address) { Heard = Receive };
    }

    public IpAddress Offered { get; set; } = IpAddress.FromIpv4(10, 0, 2, 15);

    public uint LeaseSeconds { get; set; } = 3600;

    public bool IsSilent { get; set; }

    public bool AnswersArp
    {
        get => _station.AnswersArp;
        set => _station.AnswersArp = value;
    }

    /// <summary>Refuses requests.</summary>
    public bool SendsNak { get; set; }

    /// <summary>Answers by broadcast, as servers do that do not trust a client without an address.</summary>
    public bool Broadcasts { get; set; }

    /// <summary>Puts the options into the file field.</summary>
    public bool Overloads { get; set; }

    /// <summary>What it tells beside address, lease time, domain and name servers.</summary>
    public List<(DhcpOption Option, byte[] Value)> MoreOptions { get; } = [];

    /// <summary>What it would change of its answers before they go out.</summary>
    public Action<byte[]>? Distort { get; set; }

    /// <summary>The port that it answers from.</summary>
    public ushort Port { get; set; } = 67;

    /// <summary>Another server identifier than its own in what it answers to requests.</summary>
    public IpAddress Identifier { get; set; } = Address;

    /// <summary>Every request heard, with when and how it was sent.</summary>
    public List<(byte[] Message, IpAddress From, IpAddress To)> Requests { get; } = [];

    private void Receive(byte[] frame)
    {
        if (Frame.Udp(frame) is not { } udp || udp.To.Port != 67 || !DhcpMessage.TryParse(udp.Data, out DhcpMessage message))
        {
            return;
        }

        Requests.Add((udp.Data, udp.From.Address, udp.To.Address));
        if (IsSilent || message.Type is not (DhcpMessageType.Discover or DhcpMessageType.Request))
        {
            return;
        }

        DhcpMessageType answer = message.Type == DhcpMessageType.Discover ? DhcpMessageType.Offer
            : SendsNak ? DhcpMessageType.Nak
            : DhcpMessageType.Ack;
        byte[] reply = Write(message, answer);
        Distort?.Invoke(reply);
        bool isBroadcast = Broadcasts || answer == DhcpMessageType.Nak;
        _station.SendUdp(
            isBroadcast ? MacAddress.Broadcast : message.ClientHardware,
            new IpEndpoint(Address, Port),
            new IpEndpoint(isBroadcast ? IpAddress.BroadcastIpv4 : Offered, 68),
            reply);
    }

    private byte[] Write(in DhcpMessage request, DhcpMessageType type)
    {
        byte[] reply = new byte[400];
        DhcpMessageWriter writer = new(reply, isReply: true, request.Transaction, request.ClientHardware);
        if (type != DhcpMessageType.Nak)
        {
            writer.WriteYourAddress(Offered);
        }

        writer.Add(type);
        writer.Add(DhcpOption.ServerIdentifier, type == DhcpMessageType.Offer ? Address : Identifier);
        if (Overloads)
        {
            writer.Add(DhcpOption.OptionOverload, [1]);
            byte[] file = [51, 4, 0, 0, 14, 16, 1, 4, 255, 255, 255, 0, 3, 4, 10, 0, 2, 2, 6, 4, 10, 0, 2, 3, 255];
            file.CopyTo(reply, 108);
        }
        else if (type != DhcpMessageType.Nak)
        {
            writer.Add(DhcpOption.LeaseTime, LeaseSeconds);
            writer.Add(DhcpOption.SubnetMask, IpAddress.FromIpv4(255, 255, 255, 0));
            writer.Add(DhcpOption.Router, Address);
            writer.Add(DhcpOption.DomainNameServer, IpAddress.FromIpv4(10, 0, 2, 3));
            writer.Add(DhcpOption.DomainName, "example.test"u8);
            foreach ((DhcpOption option, byte[] value) in MoreOptions)
            {
                writer.Add(option, value);
            }
        }

        return reply[..writer.Finish()];
    }
}
