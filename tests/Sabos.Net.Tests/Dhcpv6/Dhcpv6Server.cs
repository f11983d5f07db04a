using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A DHCPv6 server whose behaviour a test sets.</summary>
internal sealed class Dhcpv6Server
{
    private readonly SimulatedNetwork _network;
    private readonly WirePort _port;
    private readonly IpAddress _address;
    private readonly MacAddress _hardware;

    public Dhcpv6Server(SimulatedNetwork network, SimulatedWire wire, ulong hardware)
    {
        _network = network;
        _hardware = new MacAddress(hardware);
        _address = IpAddress.FromIpv6(0xFE80_0000_0000_0000, hardware);
        _port = wire.Attach(_hardware);
        Identifier = [0, 3, 0, 1, 2, 0, 0, 0, 0, (byte)hardware];
        network.Polled += Listen;
    }

    /// <summary>Its DUID.</summary>
    public byte[] Identifier { get; set; }

    public IpAddress Offered { get; set; } = Dhcpv6Segment.Address;

    public uint Preferred { get; set; } = 1000;

    public uint Valid { get; set; } = 2000;

    public uint Renewal { get; set; }

    public uint Rebinding { get; set; }

    /// <summary>How many of the next messages it does not hear.</summary>
    public int Deaf { get; set; }

    public byte? Preference { get; set; }

    public bool CommitsRapidly { get; set; }

    /// <summary>Of the whole message, in what answers these; 0: none.</summary>
    public (Dhcpv6MessageType To, ushort Code) Status { get; set; }

    /// <summary>Of the association, instead of an address.</summary>
    public (Dhcpv6MessageType To, ushort Code) AssociationStatus { get; set; }

    /// <summary>What it would change of its answers before they go out.</summary>
    public Action<byte[]>? Distort { get; set; }

    /// <summary>Options beside.</summary>
    public List<(Dhcpv6OptionCode Code, byte[] Value)> MoreOptions { get; } =
    [
        (Dhcpv6OptionCode.NameServers, [0x20, 1, 0x0D, 0xB8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53]),
        (Dhcpv6OptionCode.DomainList, [7, .. "example"u8, 4, .. "test"u8, 0]),
    ];

    public List<Dhcpv6Heard> Heard { get; } = [];

    /// <summary>Sends a message to a client's port.</summary>
    public void Send(byte[] message, IpAddress client)
    {
        byte[] datagram = Frame.Udp(new IpEndpoint(_address, Dhcpv6Sender.ServerPort), new IpEndpoint(client, Dhcpv6Sender.ClientPort), message);
        byte[] frame = new byte[EthernetHeader.Size + Ipv6Header.Size + datagram.Length];
        new EthernetHeader(TwoHosts.LeftHardware, _hardware, EtherType.Ipv6).WriteTo(frame);
        new Ipv6Header { Source = _address, Destination = client, NextHeader = IpProtocol.Udp, HopLimit = 64, PayloadLength = datagram.Length }
            .WriteTo(frame.AsSpan(EthernetHeader.Size));
        datagram.CopyTo(frame.AsSpan(EthernetHeader.Size + Ipv6Header.Size));
        _port.Send(frame);
    }

    private void Listen()
    {
        while (_port.Take() is { } frame)
        {
            Assert.Null(FrameAudit.FindFault(frame));
            if (Frame.Ipv6(frame, IpProtocol.Udp) is not { } packet
                || !UdpDatagram.TryParse(packet.Payload, out UdpDatagram datagram)
                || datagram.DestinationPort != Dhcpv6Sender.ServerPort)
            {
                continue;
            }

            Assert.True(datagram.VerifyChecksum(packet.Header.Source, packet.Header.Destination));
            Dhcpv6Heard heard = new(_network.Clock.Now, packet.Header, datagram.Header, datagram.Payload.ToArray());
            Heard.Add(heard);
            if (Deaf > 0)
            {
                Deaf--;
            }
            else if (heard.Option(Dhcpv6OptionCode.ServerIdentifier) is not { } addressee || addressee.AsSpan().SequenceEqual(Identifier))
            {
                byte[] answer = Answer(heard);
                Distort?.Invoke(answer);
                Send(answer, heard.Ip.Source);
            }
        }
    }

    private byte[] Answer(Dhcpv6Heard heard)
    {
        bool isRapid = CommitsRapidly && heard.Option(Dhcpv6OptionCode.RapidCommit) is not null;
        bool isOffer = heard.Type == Dhcpv6MessageType.Solicit && !isRapid;
        Dhcpv6AnswerBuilder answer = new(isOffer ? Dhcpv6MessageType.Advertise : Dhcpv6MessageType.Reply, heard.Transaction);
        answer.Option(Dhcpv6OptionCode.ClientIdentifier, heard.Option(Dhcpv6OptionCode.ClientIdentifier)!);
        answer.Option(Dhcpv6OptionCode.ServerIdentifier, Identifier);
        if (isRapid)
        {
            answer.Option(Dhcpv6OptionCode.RapidCommit);
        }

        if (Preference is { } preference)
        {
            answer.Option(Dhcpv6OptionCode.Preference, preference);
        }

        if (Status.Code != 0 && Status.To == heard.Type)
        {
            answer.Option(Dhcpv6OptionCode.StatusCode, 0, (byte)Status.Code);
        }

        if (heard.Type is Dhcpv6MessageType.Solicit or Dhcpv6MessageType.Request or Dhcpv6MessageType.Renew or Dhcpv6MessageType.Rebind)
        {
            byte[] content = AssociationStatus.Code != 0 && AssociationStatus.To == heard.Type
                ? Dhcpv6AnswerBuilder.Status(AssociationStatus.Code)
                : Dhcpv6AnswerBuilder.LeasedAddress(Offered, Preferred, Valid);
            answer.Association(heard.Option(Dhcpv6OptionCode.IdentityAssociation)![3], Renewal, Rebinding, content);
        }

        foreach ((Dhcpv6OptionCode code, byte[] value) in MoreOptions)
        {
            answer.Option(code, value);
        }

        return answer.Build();
    }
}
