using System;

namespace Sabos.Net;

/// <summary>ICMP for IPv4 (RFC 792, RFC 1122 3.2.2): answers echo requests, tells transports of errors, and sends errors. Redirects are not followed.</summary>
internal sealed class IcmpLayer
{
    // An error is as long as possible within 576 bytes (RFC 1812 4.3.2.3).
    private const int MaxQuotation = 576 - Ipv4Header.Size - IcmpHeader.Size;

    // RFC 1191 7.1: common MTUs, for routers that do not tell theirs.
    private static readonly int[] s_plateaus = [32_000, 17_914, 8_166, 4_352, 2_002, 1_492, 1_006, 508, 296, 68];

    private readonly StackClock _clock;
    private readonly IcmpCounters _counters;
    private readonly IpOutput _output;
    private readonly TransportTable _transports;
    private readonly RandomizedRateLimit _limit;

    /// <param name="services">The stack's.</param>
    /// <param name="output">Where messages go.</param>
    /// <param name="transports">Who is told of errors.</param>
    /// <param name="limit">Of the errors sent, in common with ICMPv6.</param>
    public IcmpLayer(StackServices services, IpOutput output, TransportTable transports, RandomizedRateLimit limit)
    {
        _clock = services.Clock;
        _counters = services.Counters.Icmp;
        _output = output;
        _transports = transports;
        _limit = limit;
    }

    public void Receive(in IpReceived packet, ReadOnlySpan<byte> payload)
    {
        _counters.InMsgs++;
        if (!IcmpMessage.TryParse(payload, out IcmpMessage message))
        {
            _counters.InErrors++;
            return;
        }

        switch (message.Type)
        {
            case IcmpType.EchoRequest:
                _counters.InEchos++;
                AnswerEcho(packet, message);
                break;
            case IcmpType.EchoReply:
                _counters.InEchoReps++;
                break;
            case IcmpType.DestinationUnreachable:
                _counters.InDestUnreachs++;
                ReceiveError(message);
                break;
            case IcmpType.TimeExceeded:
                _counters.InTimeExcds++;
                ReceiveError(message);
                break;
        }
    }

    /// <summary>A packet of ours that never left, because its neighbour does not answer: the transport hears what a router would have told it.</summary>
    public void ReportHostUnreachable(ReadOnlySpan<byte> packet)
    {
        if (Ipv4Packet.TryParseQuotation(packet, out Ipv4Packet quoted))
        {
            Report(PathError.HostUnreachable, quoted, pathMtu: 0);
        }
    }

    /// <summary>Sends an error about a packet, where an error may be sent (RFC 1122 3.2.2) and not too many were.</summary>
    public void SendError(IcmpType type, byte code, in Ipv4Packet about, bool isUnicast)
    {
        if (!isUnicast || about.FragmentOffset != 0 || IsIcmpError(about))
        {
            return;
        }

        if (!_limit.TryTake(_clock.Now))
        {
            _counters.OutRateLimited++;
            return;
        }

        ReadOnlySpan<byte> quotation = about.Bytes[..Math.Min(about.Bytes.Length, MaxQuotation)];
        IpSend send = new(about.Destination, about.Source, IpProtocol.Icmp, TrafficClass: 0xC0, IsToStranger: true);
        if (_output.TryReserve(send, IcmpHeader.Size + quotation.Length, TransmitOffload.None, out OutgoingPacket packet) != TransportError.None)
        {
            return;
        }

        quotation.CopyTo(packet.Payload[IcmpHeader.Size..]);
        new IcmpHeader(type, code, Rest: 0).WriteTo(packet.Payload);
        packet.Dispose();
        _counters.OutMsgs++;
        _counters.OutDestUnreachs += type == IcmpType.DestinationUnreachable ? 1 : 0;
        _counters.OutTimeExcds += type == IcmpType.TimeExceeded ? 1 : 0;
    }

    private static bool IsIcmpError(in Ipv4Packet packet) => packet.Protocol == IpProtocol.Icmp
        && (packet.Payload.IsEmpty || (IcmpType)packet.Payload[0] is not (IcmpType.EchoRequest or IcmpType.EchoReply));

    /// <summary>RFC 1122 3.2.2.6: data, and the addresses exchanged; not to a group, of which everyone would answer.</summary>
    private void AnswerEcho(in IpReceived request, in IcmpMessage message)
    {
        IpSend send = new(request.Destination, request.Source, IpProtocol.Icmp, TrafficClass: (byte)(request.TrafficClass & 0xFC), IsToStranger: true);
        int length = IcmpHeader.Size + message.Body.Length;
        if (!request.IsUnicast || _output.TryReserve(send, length, TransmitOffload.None, out OutgoingPacket packet) != TransportError.None)
        {
            return;
        }

        message.Body.CopyTo(packet.Payload[IcmpHeader.Size..]);
        new IcmpHeader(IcmpType.EchoReply, Code: 0, message.Rest).WriteTo(packet.Payload);
        packet.Dispose();
        _counters.OutMsgs++;
        _counters.OutEchoReps++;
    }

    private void ReceiveError(in IcmpMessage message)
    {
        // The quotation must be of a packet that we sent: forged errors at least have to guess that.
        if (!Ipv4Packet.TryParseQuotation(message.Body, out Ipv4Packet quoted)
            || quoted.FragmentOffset != 0
            || quoted.Payload.Length < 8
            || _output.FindOwner(quoted.Source) is null
            || TranslateError(message) is not { } error)
        {
            return;
        }

        int pathMtu = 0;
        if (error == PathError.PacketTooBig && !TryReadPathMtu(message, out pathMtu))
        {
            return;
        }

        Report(error, quoted, pathMtu);
    }

    private void Report(PathError error, in Ipv4Packet quoted, int pathMtu) =>
        _transports[quoted.Protocol]?.ReceiveError(_clock.Now, error, quoted.Source, quoted.Destination, quoted.Payload, pathMtu);

    private static PathError? TranslateError(in IcmpMessage message) => (message.Type, message.Code) switch
    {
        (IcmpType.TimeExceeded, _) => PathError.TimeExceeded,
        (IcmpType.DestinationUnreachable, 0 or 5 or 6 or 8 or 11) => PathError.NetworkUnreachable,
        (IcmpType.DestinationUnreachable, 1 or 7 or 12) => PathError.HostUnreachable,
        (IcmpType.DestinationUnreachable, 2) => PathError.ProtocolUnreachable,
        (IcmpType.DestinationUnreachable, 3) => PathError.PortUnreachable,
        (IcmpType.DestinationUnreachable, 4) => PathError.PacketTooBig,
        (IcmpType.DestinationUnreachable, 9 or 10 or 13) => PathError.AdministrativelyProhibited,
        _ => null,
    };

    /// <summary>The next hop's MTU, or an estimate where the router tells none (RFC 1191 5). False: not smaller than the packet was.</summary>
    private static bool TryReadPathMtu(in IcmpMessage message, out int mtu)
    {
        int sent = (message.Body[2] << 8) | message.Body[3];
        mtu = (int)(message.Rest & 0xFFFF);
        if (mtu == 0)
        {
            mtu = Array.Find(s_plateaus, plateau => plateau < sent);
        }

        return mtu >= 68 && mtu < sent;
    }
}
