using System;

namespace Sabos.Net;

/// <summary>The headers of an IPv6 fragment (RFC 8200 4.5).</summary>
internal sealed class Ipv6FragmentHeaders(Ipv6FlowLabels flowLabels) : IFragmentHeaders
{
    public int Length => Ipv6Header.Size + Ipv6FragmentHeader.Size;

    public void Write(Span<byte> packet, in IpRoute route, in IpSend send, uint identification, int offset, bool moreFragments)
    {
        Ipv6Header header = new()
        {
            Source = route.Source,
            Destination = send.Destination,
            NextHeader = IpProtocol.Ipv6Fragment,
            HopLimit = send.TimeToLive ?? route.HopLimit,
            TrafficClass = send.TrafficClass,
            FlowLabel = flowLabels.Of(send, route.Source),
            PayloadLength = packet.Length - Ipv6Header.Size,
        };
        header.WriteTo(packet);
        new Ipv6FragmentHeader(send.Protocol, offset, moreFragments, identification).WriteTo(packet[Ipv6Header.Size..]);
    }
}
