using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>MLD on one Ethernet interface: its messages, never farther than the link (RFC 3810 5).</summary>
internal sealed class MldProtocol : IMembershipOutput
{
    private const byte LinkHopLimit = 1;
    private const int RouterAlertSize = 8;
    private const int AddressSize = 16;

    private static readonly IpAddress s_allRouters = IpAddress.FromIpv6(0xFF02_0000_0000_0000, 2);
    private static readonly IpAddress s_reportDestination = IpAddress.FromIpv6(0xFF02_0000_0000_0000, 0x16);

    private readonly NetworkInterface _interface;
    private readonly MembershipReportWriter _writer;

    public MldProtocol(NetworkInterface attached, LinkMessageOutput output, StackClock clock, StackRandom random)
    {
        _interface = attached;
        Output = output;

        // The first word of the report is in the header of ICMPv6.
        _writer = new MembershipReportWriter(LinkParameters.MinimumMtu - Ipv6Header.Size - RouterAlertSize - sizeof(uint));
        Memberships = new MulticastMemberships(clock, random, this);
    }

    public MulticastMemberships Memberships { get; }

    /// <summary>Sends ICMPv6 messages that stay on the link.</summary>
    public LinkMessageOutput Output { get; }

    /// <summary>Takes a message that came in here. False: it is not valid (RFC 3810 6.2, for reports RFC 2710 3).</summary>
    public bool TryReceive(in IpReceived packet, in Icmpv6Message message)
    {
        if (packet.TimeToLive != LinkHopLimit || !packet.Source.IsLinkLocal || !packet.HasRouterAlert)
        {
            return false;
        }

        switch (message.Type)
        {
            case Icmpv6Type.MulticastListenerQuery:
                if (!MembershipQueryParser.TryParseMld(message, out MembershipQuery query))
                {
                    return false;
                }

                Memberships.Receive(query with { Group = query.Group.InZone(_interface.Index) });
                return true;
            case Icmpv6Type.MulticastListenerReport when message.Body.Length >= AddressSize:
                Memberships.ReceiveReport(IpAddress.Read(message.Body[..AddressSize]).InZone(_interface.Index));
                return true;
            default:
                return true;
        }
    }

    void IMembershipOutput.SendRecords(IReadOnlyList<GroupRecord> records)
    {
        _writer.Clear();
        foreach (GroupRecord record in records)
        {
            if (!_writer.TryAdd(record))
            {
                SendRecords();
                _writer.TryAdd(record);
            }
        }

        SendRecords();
    }

    void IMembershipOutput.SendReport(IpAddress group, MembershipVersion version) => SendOld(group, Icmpv6Type.MulticastListenerReport, group);

    void IMembershipOutput.SendLeave(IpAddress group) => SendOld(s_allRouters, Icmpv6Type.MulticastListenerDone, group);

    private void SendRecords()
    {
        uint count = BinaryPrimitives.ReadUInt32BigEndian(_writer.Body);
        Send(s_reportDestination, new Icmpv6Header(Icmpv6Type.MulticastListenerReportV2, 0, count), _writer.Body[sizeof(uint)..]);
        _writer.Clear();
    }

    private void SendOld(IpAddress destination, Icmpv6Type type, IpAddress group)
    {
        Span<byte> body = stackalloc byte[AddressSize];
        group.WriteTo(body);
        Send(destination, new Icmpv6Header(type, 0, 0), body);
    }

    /// <summary>From our link-local address, or from none while there is none (RFC 3590 4).</summary>
    private void Send(IpAddress destination, in Icmpv6Header header, ReadOnlySpan<byte> body) =>
        Output.TrySend(_interface.LinkLocalAddress ?? IpAddress.AnyIpv6, destination.InZone(_interface.Index), header, body, null, LinkHopLimit, hasRouterAlert: true);
}
