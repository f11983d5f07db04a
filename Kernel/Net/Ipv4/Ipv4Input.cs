using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Receiving over IPv4 (RFC 1122 3.2.1): whose packet is it, can it be from who it says, is it whole, and who takes it.</summary>
internal sealed class Ipv4Input
{
    // RFC 791 3.2 has 15 s, RFC 1122 3.3.2 60 s or more; what has not come by now will not.
    private static readonly TimeSpan s_reassemblyTimeout = TimeSpan.FromSeconds(30);

    private readonly StackClock _clock;
    private readonly IpCounters _counters;
    private readonly IpOutput _output;
    private readonly Reassembler _reassembler;
    private readonly IcmpLayer _icmp;
    private readonly IpDelivery _delivery;
    private UnicastPath _accepted;

    public Ipv4Input(StackServices services, IpOutput output, IcmpLayer icmp, IpDelivery delivery)
    {
        _clock = services.Clock;
        _counters = services.Counters.Ip;
        _output = output;
        _reassembler = new Reassembler(_clock, _counters, s_reassemblyTimeout);
        _icmp = icmp;
        _delivery = delivery;
    }

    public Instant NextPoll => _reassembler.NextPoll;

    /// <summary>Bytes of memory that unfinished datagrams occupy.</summary>
    public int ReassemblyBytesHeld => _reassembler.BytesHeld;

    /// <summary>Takes what may be a packet.</summary>
    /// <param name="receivedOn">Where it came in.</param>
    /// <param name="bytes">The link's payload.</param>
    /// <param name="isLinkBroadcast">The link delivered it to more than one station.</param>
    /// <param name="checksumVerified">The device vouches for the transport checksum.</param>
    /// <param name="segmentSize">As in <see cref="ReceivedFrame"/>.</param>
    public void Receive(NetworkInterface receivedOn, ReadOnlySpan<byte> bytes, bool isLinkBroadcast, bool checksumVerified, int segmentSize = 0)
    {
        _counters.InReceives++;
        _counters.InOctets += bytes.Length;
        if (!Ipv4Packet.TryParse(bytes, out Ipv4Packet packet) || (packet.HeaderLength > Ipv4Header.Size && !Ipv4Options.AreAcceptable(packet.Options)))
        {
            _counters.InHdrErrors++;
            return;
        }

        if (receivedOn.Dhcp is { } dhcp && dhcp.TryReceive(packet, checksumVerified))
        {
            _counters.InDelivers++;
            return;
        }

        IpAddress source = packet.Source;
        IpAddress destination = packet.Destination;
        if (!HasAcceptableAddresses(receivedOn, source, destination, isLinkBroadcast, out bool isUnicast))
        {
            _counters.InAddrErrors++;
            return;
        }

        if (packet.IsFragment)
        {
            Reassemble(receivedOn, packet, isUnicast, checksumVerified);
        }
        else
        {
            IpReceived received = new(receivedOn, source, destination, packet.Protocol, packet.TimeToLive, packet.TrafficClass, checksumVerified)
            {
                IsUnicast = isUnicast,
                SegmentSize = segmentSize,
            };
            Deliver(received, packet);
        }
    }

    /// <summary>Gives up what was not completed in time.</summary>
    public void Poll()
    {
        Span<byte> quotation = stackalloc byte[128];
        while (_reassembler.TryExpire(quotation, out int quoted, out NetworkInterface? receivedOn))
        {
            if (quoted > 0 && Ipv4Packet.TryParseQuotation(quotation[..quoted], out Ipv4Packet first))
            {
                // Code 1: fragment reassembly time exceeded.
                _icmp.SendError(IcmpType.TimeExceeded, code: 1, first, isUnicast: IsOurs(receivedOn!, first.Destination));
            }
        }
    }

    private void Reassemble(NetworkInterface receivedOn, in Ipv4Packet packet, bool isUnicast, bool checksumVerified)
    {
        if (_reassembler.TryAdd(receivedOn, FragmentOf(packet, checksumVerified), out ReadOnlySpan<byte> whole, out bool isWholeVerified)
            && Ipv4Packet.TryParse(whole, out Ipv4Packet reassembled))
        {
            IpReceived received = new(
                receivedOn, reassembled.Source, reassembled.Destination, reassembled.Protocol, reassembled.TimeToLive, reassembled.TrafficClass, isWholeVerified)
            {
                IsUnicast = isUnicast,
            };
            Deliver(received, reassembled);
        }
    }

    private static Fragment FragmentOf(in Ipv4Packet packet, bool checksumVerified) => new()
    {
        Key = new FragmentKey(packet.Source, packet.Destination, packet.Identification, packet.Protocol),
        Offset = packet.FragmentOffset,
        MoreFragments = packet.MoreFragments,
        Payload = packet.Payload,
        Header = packet.Bytes[..packet.HeaderLength],
        TrafficClass = packet.TrafficClass,
        ChecksumVerified = checksumVerified,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Deliver(in IpReceived received, in Ipv4Packet packet)
    {
        if (received.Protocol == IpProtocol.Icmp)
        {
            _counters.InDelivers++;
            _delivery.DeliverRaw(received, packet.Bytes);
            _icmp.Receive(received, packet.Payload);
            return;
        }

        if (received.Protocol == IpProtocol.Igmp)
        {
            received.Interface.Igmp?.Receive(received, packet.Payload);
        }

        switch (_delivery.Deliver(_counters, received, packet.Bytes, packet.Payload))
        {
            case DeliveryOutcome.NoPort:
                // Code 3: port unreachable.
                _icmp.SendError(IcmpType.DestinationUnreachable, code: 3, packet, received.IsUnicast);
                break;
            case DeliveryOutcome.NoProtocol:
                // Code 2: protocol unreachable (RFC 1122 3.2.2.1).
                _icmp.SendError(IcmpType.DestinationUnreachable, code: 2, packet, received.IsUnicast);
                break;
        }
    }

    /// <summary>Looked at once for packets that follow each other: while no address and no route changes, the same is right again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasAcceptableAddresses(NetworkInterface receivedOn, IpAddress source, IpAddress destination, bool isLinkBroadcast, out bool isUnicast)
    {
        var path = new UnicastPath(receivedOn, source.Ipv4Bits, destination.Ipv4Bits, _output.Generation);
        if (path.IsSameAs(_accepted))
        {
            isUnicast = true;
            return !isLinkBroadcast;
        }

        isUnicast = IsOurs(receivedOn, destination);
        bool isForUs = isUnicast ? !isLinkBroadcast : IsForGroup(receivedOn, destination);
        if (!isForUs || !IsPossibleSource(receivedOn, source))
        {
            return false;
        }

        if (isUnicast)
        {
            _accepted = path;
        }

        return true;
    }

    /// <summary>An address of the interface it came in on (the strong model of RFC 1122 3.3.4.2); loopback serves those of all.</summary>
    private bool IsOurs(NetworkInterface receivedOn, IpAddress destination) =>
        receivedOn.IsLoopback ? _output.FindOwner(destination) is not null : receivedOn.HasAddress(destination);

    private static bool IsForGroup(NetworkInterface receivedOn, IpAddress destination) =>
        receivedOn.IsBroadcast(destination) || (destination.IsMulticast && receivedOn.IsGroupMember(destination));

    /// <summary>Sources that no packet can have (RFC 1122 3.2.1.3, RFC 1812 5.3.7), and on a real link our own.</summary>
    private bool IsPossibleSource(NetworkInterface receivedOn, IpAddress source)
    {
        uint firstByte = source.Ipv4Bits >> 24;
        bool isOurs = _output.FindOwner(source) is not null;
        return receivedOn.IsLoopback
            ? isOurs
            : !isOurs && firstByte is not (0 or 127) && firstByte < 224 && !receivedOn.IsBroadcast(source);
    }

    /// <summary>Where packets of ours alone came in and between whom, under a generation of addresses and routes.</summary>
    private readonly record struct UnicastPath(NetworkInterface ReceivedOn, uint Source, uint Destination, uint Generation)
    {
        public bool IsSameAs(in UnicastPath other) => Source == other.Source && Destination == other.Destination
            && Generation == other.Generation && ReferenceEquals(ReceivedOn, other.ReceivedOn);
    }
}
