using System;

namespace Sabos.Net;

/// <summary>Receiving over IPv6 (RFC 8200): whose packet is it, can it be from who it says, where do its headers lead, is it whole, and who takes it.</summary>
internal sealed class Ipv6Input
{
    // RFC 8200 4.5.
    private static readonly TimeSpan s_reassemblyTimeout = TimeSpan.FromSeconds(60);

    private readonly IpCounters _counters;
    private readonly IpOutput _output;
    private readonly Icmpv6Layer _icmp;
    private readonly IpDelivery _delivery;
    private readonly Reassembler _reassembler;
    private UnicastPath _accepted;

    public Ipv6Input(StackServices services, IpOutput output, Icmpv6Layer icmp, IpDelivery delivery)
    {
        _counters = services.Counters.Ipv6;
        _output = output;
        _icmp = icmp;
        _delivery = delivery;
        _reassembler = new Reassembler(services.Clock, _counters, s_reassemblyTimeout);
    }

    public Instant NextPoll => _reassembler.NextPoll;

    /// <summary>Bytes of memory that unfinished datagrams occupy.</summary>
    public int ReassemblyBytesHeld => _reassembler.BytesHeld;

    /// <summary>Takes what may be a packet.</summary>
    /// <param name="receivedOn">Where it came in.</param>
    /// <param name="bytes">The link's payload.</param>
    /// <param name="isLinkGroup">The link delivered it to more than one station.</param>
    /// <param name="checksumVerified">The device vouches for the transport checksum.</param>
    /// <param name="segmentSize">As in <see cref="ReceivedFrame"/>.</param>
    public void Receive(NetworkInterface receivedOn, ReadOnlySpan<byte> bytes, bool isLinkGroup, bool checksumVerified, int segmentSize = 0)
    {
        _counters.InReceives++;
        _counters.InOctets += bytes.Length;
        if (!Ipv6Packet.TryParse(bytes, out Ipv6Packet packet))
        {
            _counters.InHdrErrors++;
            return;
        }

        if (!TryAccept(receivedOn, packet, isLinkGroup, checksumVerified, out IpReceived facts))
        {
            _counters.InAddrErrors++;
            return;
        }

        Follow(packet, Ipv6HeaderChain.Follow(packet), segmentSize == 0 ? facts : facts with { SegmentSize = segmentSize });
    }

    /// <summary>Gives up what was not completed in time.</summary>
    public void Poll()
    {
        Span<byte> quotation = stackalloc byte[PartialDatagram.MaxHeader + 8];
        while (_reassembler.TryExpire(quotation, out int quoted, out NetworkInterface? receivedOn))
        {
            if (quoted > 0 && Ipv6Packet.TryParseQuotation(quotation[..quoted], out Ipv6Packet first)
                && TryAccept(receivedOn!, first, isLinkGroup: false, checksumVerified: false, out IpReceived facts))
            {
                // Code 1: fragment reassembly time exceeded.
                _icmp.SendError(Icmpv6Type.TimeExceeded, code: 1, rest: 0, first, facts);
            }
        }
    }

    private void Follow(in Ipv6Packet packet, in Ipv6HeaderChain chain, in IpReceived facts)
    {
        switch (chain.End)
        {
            case Ipv6ChainEnd.UpperLayer:
                Deliver(packet, chain, facts with { Protocol = chain.Protocol });
                break;
            case Ipv6ChainEnd.Fragment when !facts.IsReassembled:
                ReceiveFragment(packet, chain, facts);
                break;
            case Ipv6ChainEnd.Problem:
                _counters.InHdrErrors++;
                _icmp.SendError(Icmpv6Type.ParameterProblem, chain.ProblemCode, (uint)chain.Offset, packet, facts);
                break;
            default:
                _counters.InHdrErrors++;
                break;
        }
    }

    private void ReceiveFragment(in Ipv6Packet packet, in Ipv6HeaderChain chain, in IpReceived facts)
    {
        var header = Ipv6FragmentHeader.Read(packet.Bytes[chain.Offset..]);
        if (header.IsAtomic)
        {
            Follow(packet, chain.FollowFragment(packet), facts with { IsReassembled = true });
            return;
        }

        if (FragmentProblem(packet, chain, header) is { } problem)
        {
            _counters.InHdrErrors++;
            _icmp.SendError(Icmpv6Type.ParameterProblem, problem.Code, problem.Pointer, packet, facts);
            return;
        }

        if (chain.Offset > PartialDatagram.MaxHeader)
        {
            _counters.InHdrErrors++;
            return;
        }

        // The headers in front, as they are without the fragment header.
        Span<byte> unfragmented = stackalloc byte[chain.Offset];
        packet.Bytes[..chain.Offset].CopyTo(unfragmented);
        unfragmented[chain.NextHeaderOffset] = (byte)header.NextHeader;
        Fragment fragment = new()
        {
            Key = new FragmentKey(facts.Source, facts.Destination, header.Identification, IpProtocol.Ipv6Fragment),
            Offset = header.Offset,
            MoreFragments = header.MoreFragments,
            Payload = packet.Bytes[(chain.Offset + Ipv6FragmentHeader.Size)..],
            Header = unfragmented,
            TrafficClass = packet.TrafficClass,
            ChecksumVerified = facts.ChecksumVerified,
        };
        if (_reassembler.TryAdd(facts.Interface, fragment, out ReadOnlySpan<byte> bytes, out bool isVerified) && Ipv6Packet.TryParse(bytes, out Ipv6Packet whole))
        {
            IpReceived wholeFacts = facts with { IsReassembled = true, ChecksumVerified = isVerified, SegmentSize = 0, TrafficClass = whole.TrafficClass };
            Follow(whole, Ipv6HeaderChain.Follow(whole), wholeFacts);
        }
    }

    /// <summary>
    /// What the sender of a fragment is to be told: its length (RFC 8200 4.5), or of the first one that it lacks headers (RFC 7112 5), or has one that would
    /// come directly behind the IPv6 header only once the fragment header is taken out (RFC 8200 4.1).
    /// </summary>
    private static (byte Code, uint Pointer)? FragmentProblem(in Ipv6Packet packet, in Ipv6HeaderChain chain, in Ipv6FragmentHeader header)
    {
        const uint PayloadLengthField = 4;
        const uint FragmentOffsetField = 2;
        int length = packet.Bytes.Length - chain.Offset - Ipv6FragmentHeader.Size;
        if (header.MoreFragments && (length & 7) != 0)
        {
            return (Ipv6HeaderChain.ErroneousField, PayloadLengthField);
        }

        if (chain.Offset - Ipv6Header.Size + header.Offset + length > ushort.MaxValue)
        {
            return (Ipv6HeaderChain.ErroneousField, (uint)chain.Offset + FragmentOffsetField);
        }

        if (header.Offset != 0)
        {
            return null;
        }

        Ipv6HeaderChain rest = chain.FollowFragment(packet);
        if (rest is { End: Ipv6ChainEnd.Problem, ProblemCode: Ipv6HeaderChain.UnknownNextHeader })
        {
            return (rest.ProblemCode, (uint)rest.Offset);
        }

        return HasWholeChain(packet, rest) ? null : (Ipv6HeaderChain.IncompleteFirstFragment, 0);
    }

    private static bool HasWholeChain(in Ipv6Packet packet, in Ipv6HeaderChain chain)
    {
        int least = chain.Protocol switch
        {
            IpProtocol.Tcp => TcpHeader.Size,
            IpProtocol.Udp => UdpHeader.Size,
            IpProtocol.Ipv6Icmp => Icmpv6Header.Size,
            _ => 0,
        };
        return chain.End != Ipv6ChainEnd.Truncated && (chain.End != Ipv6ChainEnd.UpperLayer || packet.Bytes.Length - chain.Offset >= least);
    }

    private void Deliver(in Ipv6Packet packet, in Ipv6HeaderChain chain, in IpReceived received)
    {
        ReadOnlySpan<byte> payload = packet.Bytes[chain.Offset..];
        if (received.Protocol == IpProtocol.Ipv6Icmp)
        {
            _counters.InDelivers++;
            if (_icmp.TryParse(received, payload, out Icmpv6Message message))
            {
                _delivery.DeliverRaw(received, payload);
                _icmp.Receive(received with { HasRouterAlert = HasRouterAlert(packet) }, message);
            }

            return;
        }

        // Only ICMPv6 has use for who has no address yet.
        if (received.Protocol == IpProtocol.Ipv6NoNextHeader || received.Source.IsUnspecified)
        {
            _counters.InDiscards++;
            return;
        }

        if (received.Protocol == IpProtocol.Udp && received.Interface.Dhcpv6 is { } dhcp && dhcp.TryReceive(received, payload))
        {
            _counters.InDelivers++;
            return;
        }

        switch (_delivery.Deliver(_counters, received, payload, payload))
        {
            case DeliveryOutcome.NoPort:
                // Code 4: port unreachable.
                _icmp.SendError(Icmpv6Type.DestinationUnreachable, code: 4, rest: 0, packet, received);
                break;
            case DeliveryOutcome.NoProtocol:
                _icmp.SendError(Icmpv6Type.ParameterProblem, Ipv6HeaderChain.UnknownNextHeader, (uint)chain.NextHeaderOffset, packet, received);
                break;
        }
    }

    /// <summary>Whether the hop-by-hop options of a packet whose headers have been followed alert routers to MLD.</summary>
    private static bool HasRouterAlert(in Ipv6Packet packet)
    {
        ReadOnlySpan<byte> options = packet.Payload;
        return packet.NextHeader == IpProtocol.HopByHopOptions && Ipv6Options.HaveAlertForMld(options[2..((options[1] + 1) * 8)]);
    }

    /// <summary>Whether it is for us and can be from there. Looked at once for packets that follow each other, while no address and no route changes.</summary>
    private bool TryAccept(NetworkInterface receivedOn, in Ipv6Packet packet, bool isLinkGroup, bool checksumVerified, out IpReceived facts)
    {
        IpAddress source = packet.Source.InZone(receivedOn.Index);
        IpAddress destination = packet.Destination.InZone(receivedOn.Index);
        if (receivedOn.IsLoopback)
        {
            source = _output.RestoreZone(source);
            destination = _output.RestoreZone(destination);
        }

        var path = new UnicastPath(receivedOn, source, destination, _output.Generation);
        bool isKnown = path == _accepted;
        bool isUnicast = isKnown || IsOurs(receivedOn, destination);
        facts = new IpReceived(receivedOn, source, destination, packet.NextHeader, packet.HopLimit, packet.TrafficClass, checksumVerified)
        {
            IsUnicast = isUnicast && !isLinkGroup,
        };
        if (!isKnown && !((isUnicast || receivedOn.IsGroupMember(destination)) && IsPossibleSource(receivedOn, source)))
        {
            return false;
        }

        _accepted = isUnicast ? path : _accepted;
        return true;
    }

    /// <summary>An address of the interface it came in on (the strong model of RFC 8504 16 as of RFC 1122 3.3.4.2); loopback serves those of all.</summary>
    private bool IsOurs(NetworkInterface receivedOn, IpAddress destination) =>
        receivedOn.IsLoopback ? _output.FindOwner(destination) is not null : receivedOn.HasAddress(destination);

    /// <summary>Never a group (RFC 4291 2.7), the loopback address on loopback only (2.5.3), and on a real link nobody with an address of ours.</summary>
    private bool IsPossibleSource(NetworkInterface receivedOn, IpAddress source)
    {
        bool isOurs = _output.FindOwner(source) is not null;
        return receivedOn.IsLoopback ? isOurs : !isOurs && !source.IsMulticast && !source.IsLoopback;
    }

    /// <summary>Where packets of ours alone came in and between whom, under a generation of addresses and routes.</summary>
    private readonly record struct UnicastPath(NetworkInterface ReceivedOn, IpAddress Source, IpAddress Destination, uint Generation);
}
