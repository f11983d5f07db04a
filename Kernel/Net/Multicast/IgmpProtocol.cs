using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>IGMP on one Ethernet interface: its messages over IPv4, past the routes, never farther than the link (RFC 3376 4).</summary>
internal sealed class IgmpProtocol : IMembershipOutput
{
    private const int HeaderSize = 4;
    private const int OldMessageSize = 8;
    private const int RouterAlertSize = 4;
    private const int IpHeaderSize = Ipv4Header.Size + RouterAlertSize;
    private const byte LinkTimeToLive = 1;

    // Internetwork control (RFC 3376 4).
    private const byte TrafficClass = 0xC0;

    // RFC 2113 2.1.
    private const uint RouterAlert = 0x9404_0000;

    private static readonly IpAddress s_allRouters = IpAddress.FromIpv4(224, 0, 0, 2);
    private static readonly IpAddress s_reportDestination = IpAddress.FromIpv4(224, 0, 0, 22);

    private readonly NetworkInterface _interface;
    private readonly MembershipReportWriter _writer;

    public IgmpProtocol(NetworkInterface attached, StackClock clock, StackRandom random)
    {
        _interface = attached;
        _writer = new MembershipReportWriter(Math.Min(attached.Capabilities.Mtu, 1500) - IpHeaderSize - HeaderSize);
        Memberships = new MulticastMemberships(clock, random, this);
    }

    public MulticastMemberships Memberships { get; }

    /// <summary>Takes a message that came in here; one that may have come through a router is nobody's business here (RFC 3376 4).</summary>
    public void Receive(in IpReceived packet, ReadOnlySpan<byte> message)
    {
        if (packet.TimeToLive != LinkTimeToLive || message.Length < OldMessageSize || InternetChecksum.Compute(message) != 0)
        {
            return;
        }

        switch ((IgmpType)message[0])
        {
            case IgmpType.Query when MembershipQueryParser.TryParseIgmp(message, out MembershipQuery query):
                Memberships.Receive(query);
                break;
            case IgmpType.ReportVersion1 or IgmpType.ReportVersion2:
                Memberships.ReceiveReport(IpAddress.Read(message.Slice(HeaderSize, sizeof(uint))));
                break;
        }
    }

    void IMembershipOutput.SendRecords(IReadOnlyList<GroupRecord> records)
    {
        _writer.Clear();
        foreach (GroupRecord record in records)
        {
            if (!_writer.TryAdd(record))
            {
                Send(s_reportDestination, IgmpType.ReportVersion3, _writer.Body);
                _writer.Clear();
                _writer.TryAdd(record);
            }
        }

        Send(s_reportDestination, IgmpType.ReportVersion3, _writer.Body);
    }

    void IMembershipOutput.SendReport(IpAddress group, MembershipVersion version) =>
        SendOld(group, version == MembershipVersion.WithoutLeave ? IgmpType.ReportVersion1 : IgmpType.ReportVersion2, group);

    void IMembershipOutput.SendLeave(IpAddress group) => SendOld(s_allRouters, IgmpType.Leave, group);

    private void SendOld(IpAddress destination, IgmpType type, IpAddress group)
    {
        Span<byte> body = stackalloc byte[sizeof(uint)];
        group.WriteTo(body);
        Send(destination, type, body);
    }

    /// <summary>Sends, unless the device is full: what matters is sent again, and asked for again.</summary>
    private void Send(IpAddress destination, IgmpType type, ReadOnlySpan<byte> body)
    {
        IpAddress source = _interface.TrySelectSource(destination, destination, out IpAddress own) ? own : IpAddress.AnyIpv4;
        var route = new IpRoute(_interface, source, destination, _interface.Capabilities.Mtu) { IsToGroup = true };
        int length = IpHeaderSize + HeaderSize + body.Length;
        if (_interface.TryReservePacket(route, length, TransmitOffload.None, isToStranger: true, out OutgoingFrame frame, out int linkHeader) != TransportError.None)
        {
            return;
        }

        Span<byte> packet = frame.Bytes[linkHeader..];
        WriteIpHeader(packet, source, destination);
        Span<byte> message = packet[IpHeaderSize..];
        message[0] = (byte)type;
        message[1..HeaderSize].Clear();
        body.CopyTo(message[HeaderSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Compute(message));
        frame.Dispose();
    }

    private static void WriteIpHeader(Span<byte> packet, IpAddress source, IpAddress destination)
    {
        Ipv4Header header = new()
        {
            Source = source,
            Destination = destination,
            Protocol = IpProtocol.Igmp,
            TimeToLive = LinkTimeToLive,
            TrafficClass = TrafficClass,
            DoNotFragment = true,
            PayloadLength = packet.Length - Ipv4Header.Size,
        };
        header.WriteTo(packet);

        // One word of options: another header length, and another checksum.
        packet[0] = 4 << 4 | IpHeaderSize / 4;
        BinaryPrimitives.WriteUInt32BigEndian(packet[Ipv4Header.Size..], RouterAlert);
        packet[10..12].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Compute(packet[..IpHeaderSize]));
    }
}
