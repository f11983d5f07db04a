using System;

namespace Sabos.Net;

/// <summary>ICMPv6 (RFC 4443): answers echo requests, tells transports of errors, sends errors, and hands on what is for the link only.</summary>
internal sealed class Icmpv6Layer
{
    // An error is as long as possible within what every link carries (RFC 4443 2.4 (c)).
    private const int MaxQuotation = PathMtuCache.MinimumIpv6 - Ipv6Header.Size - Icmpv6Header.Size;

    private readonly StackClock _clock;
    private readonly Icmpv6Counters _counters;
    private readonly IpOutput _output;
    private readonly TransportTable _transports;
    private readonly RawSockets _rawSockets;
    private readonly RandomizedRateLimit _limit;

    /// <param name="services">The stack's.</param>
    /// <param name="output">Where messages go.</param>
    /// <param name="transports">Who is told of errors.</param>
    /// <param name="rawSockets">Who may have sent what no transport did.</param>
    /// <param name="limit">Of the errors sent (RFC 4443 2.4 (f)), in common with ICMP.</param>
    public Icmpv6Layer(StackServices services, IpOutput output, TransportTable transports, RawSockets rawSockets, RandomizedRateLimit limit)
    {
        _clock = services.Clock;
        _counters = services.Counters.Icmpv6;
        _output = output;
        _transports = transports;
        _rawSockets = rawSockets;
        _limit = limit;
    }

    /// <summary>Checks a message before anybody sees it: the checksum is the kernel's to check, for raw sockets too (RFC 3542 3.1).</summary>
    public bool TryParse(in IpReceived packet, ReadOnlySpan<byte> payload, out Icmpv6Message message)
    {
        _counters.InMsgs++;
        if (Icmpv6Message.TryParse(payload, packet.Source, packet.Destination, out message))
        {
            return true;
        }

        _counters.InErrors++;
        return false;
    }

    public void Receive(in IpReceived packet, in Icmpv6Message message)
    {
        _counters.CountReceived(message.Type);
        switch (message.Type)
        {
            case Icmpv6Type.EchoRequest:
                AnswerEcho(packet, message);
                break;
            case Icmpv6Type.DestinationUnreachable or Icmpv6Type.PacketTooBig or Icmpv6Type.TimeExceeded or Icmpv6Type.ParameterProblem:
                ReceiveError(packet, message);
                break;
            case Icmpv6Type.MulticastListenerQuery or Icmpv6Type.MulticastListenerReport:
                ReceiveMembership(packet, message);
                break;
            case >= Icmpv6Type.RouterSolicitation and <= Icmpv6Type.Redirect:
                ReceiveNeighborDiscovery(packet, message);
                break;
        }
    }

    /// <summary>A packet of ours that never left, because its neighbour does not answer: the transport hears what a router would have told it.</summary>
    public void ReportHostUnreachable(NetworkInterface attached, ReadOnlySpan<byte> packet)
    {
        if (Icmpv6Quotation.TryParse(packet, out Icmpv6Quotation quoted))
        {
            Report(PathError.HostUnreachable, quoted, attached, pathMtu: 0);
        }
    }

    /// <summary>Sends an error about a packet, where an error may be sent (RFC 4443 2.4 (e)) and not too many were.</summary>
    /// <param name="type">Which error.</param>
    /// <param name="code">Which kind of it.</param>
    /// <param name="rest">The pointer of a parameter problem; otherwise 0.</param>
    /// <param name="about">The packet.</param>
    /// <param name="facts">Its addresses and what it carries.</param>
    public void SendError(Icmpv6Type type, byte code, uint rest, in Ipv6Packet about, in IpReceived facts)
    {
        bool isAboutOption = type == Icmpv6Type.ParameterProblem && code == Ipv6HeaderChain.UnknownOption;
        if ((!facts.IsUnicast && !isAboutOption) || facts.Source.IsUnspecified || IsAboutIcmpError(about))
        {
            return;
        }

        if (!_limit.TryTake(_clock.Now))
        {
            _counters.OutRateLimited++;
            return;
        }

        ReadOnlySpan<byte> quotation = about.Bytes[..Math.Min(about.Bytes.Length, MaxQuotation)];
        TrySend(SourceFor(facts), facts.Source, trafficClass: 0, new Icmpv6Header(type, code, rest), quotation);
    }

    /// <summary>Errors are not answered by errors, nor are redirects; and of a header chain that cannot be followed nobody knows what it carries.</summary>
    private static bool IsAboutIcmpError(in Ipv6Packet about)
    {
        Ipv6HeaderChain chain = Ipv6HeaderChain.Follow(about);
        if (chain.End == Ipv6ChainEnd.Fragment && Ipv6FragmentHeader.Read(about.Bytes[chain.Offset..]) is { Offset: 0 })
        {
            chain = chain.FollowFragment(about);
        }

        ReadOnlySpan<byte> rest = chain.End == Ipv6ChainEnd.UpperLayer ? about.Bytes[chain.Offset..] : default;
        return chain.Protocol == IpProtocol.Ipv6Icmp && !rest.IsEmpty
            && (Icmpv6Type)rest[0] is < Icmpv6Type.EchoRequest or Icmpv6Type.Redirect;
    }

    /// <summary>The address that was written to; for a group, one of ours.</summary>
    private static IpAddress SourceFor(in IpReceived packet) => packet.IsUnicast ? packet.Destination : default;

    /// <summary>RFC 4443 4.2: the data, and the addresses exchanged; one sent to a group is answered from an address of ours.</summary>
    private void AnswerEcho(in IpReceived request, in Icmpv6Message message)
    {
        if (!request.Source.IsUnspecified)
        {
            byte trafficClass = EcnField.Replace(request.TrafficClass, EcnField.NotCapable);
            TrySend(SourceFor(request), request.Source, trafficClass, new Icmpv6Header(Icmpv6Type.EchoReply, 0, message.Rest), message.Body);
        }
    }

    /// <summary>Sends, unless there is no way or no room: who is not answered asks again.</summary>
    private void TrySend(IpAddress source, IpAddress destination, byte trafficClass, in Icmpv6Header header, ReadOnlySpan<byte> body)
    {
        if (_output.TryRoute(destination, source, out IpRoute route) != TransportError.None)
        {
            return;
        }

        IpSend send = new(route.Source, destination, IpProtocol.Ipv6Icmp, TrafficClass: trafficClass, IsToStranger: true);
        if (_output.TryReserve(send, Icmpv6Header.Size + body.Length, TransmitOffload.None, out OutgoingPacket packet) == TransportError.None)
        {
            body.CopyTo(packet.Payload[Icmpv6Header.Size..]);
            header.WriteTo(packet.Payload, route.Source, destination);
            packet.Dispose();
            _counters.CountSent(header.Type);
        }
    }

    /// <summary>Only from this link, which the hop limit shows (RFC 4861 6.1, 7.1, 8.1), and never in fragments (RFC 6980 5).</summary>
    private void ReceiveNeighborDiscovery(in IpReceived packet, in Icmpv6Message message)
    {
        if (packet.TimeToLive != NeighborDiscoveryProtocol.HopLimit || packet.IsReassembled)
        {
            _counters.InInvalid++;
            return;
        }

        if (packet.Interface.Discovery is { } discovery && !discovery.TryReceive(packet, message))
        {
            _counters.InInvalid++;
        }
    }

    private void ReceiveMembership(in IpReceived packet, in Icmpv6Message message)
    {
        if (packet.IsReassembled || (packet.Interface.Mld is { } mld && !mld.TryReceive(packet, message)))
        {
            _counters.InInvalid++;
        }
    }

    private void ReceiveError(in IpReceived packet, in Icmpv6Message message)
    {
        // The quotation must be of a packet that we sent: forged errors at least have to guess that.
        if (!Icmpv6Quotation.TryParse(message.Body, out Icmpv6Quotation quoted) || TranslateError(message) is not { } error)
        {
            return;
        }

        // RFC 8201 4: what is less than every link carries is discarded, and so is what is no news.
        if (error != PathError.PacketTooBig)
        {
            Report(error, quoted, packet.Interface, pathMtu: 0);
        }
        else if (message.Rest >= PathMtuCache.MinimumIpv6 && message.Rest < quoted.PacketLength)
        {
            Report(error, quoted, packet.Interface, (int)message.Rest);
        }
    }

    private void Report(PathError error, in Icmpv6Quotation quoted, NetworkInterface receivedOn, int pathMtu)
    {
        IpAddress source = quoted.Source.InZone(receivedOn.Index);
        IpAddress destination = quoted.Destination.InZone(receivedOn.Index);
        if (receivedOn.IsLoopback)
        {
            source = _output.RestoreZone(source);
            destination = _output.RestoreZone(destination);
        }

        if (_output.FindOwner(source) is null)
        {
            return;
        }

        _transports[quoted.Protocol]?.ReceiveError(_clock.Now, error, source, destination, quoted.Payload, pathMtu);

        // Nobody on the way fragments what a raw socket sends either (RFC 8201 5.2).
        if (error == PathError.PacketTooBig && _rawSockets.MayHaveSent(quoted.Protocol, source, destination))
        {
            _output.ReducePathMtu(destination, pathMtu);
        }
    }

    private static PathError? TranslateError(in Icmpv6Message message) => (message.Type, message.Code) switch
    {
        (Icmpv6Type.PacketTooBig, _) => PathError.PacketTooBig,
        (Icmpv6Type.TimeExceeded, _) => PathError.TimeExceeded,
        (Icmpv6Type.DestinationUnreachable, 0 or 2 or 5 or 6) => PathError.NetworkUnreachable,
        (Icmpv6Type.DestinationUnreachable, 1) => PathError.AdministrativelyProhibited,
        (Icmpv6Type.DestinationUnreachable, 3) => PathError.HostUnreachable,
        (Icmpv6Type.DestinationUnreachable, 4) => PathError.PortUnreachable,
        (Icmpv6Type.ParameterProblem, Ipv6HeaderChain.UnknownNextHeader) => PathError.ProtocolUnreachable,
        _ => null,
    };
}
