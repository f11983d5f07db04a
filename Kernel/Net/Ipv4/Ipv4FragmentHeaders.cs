using System;

namespace Sabos.Net;

/// <summary>The header of an IPv4 fragment (RFC 791 3.2).</summary>
internal sealed class Ipv4FragmentHeaders : IFragmentHeaders
{
    public int Length => Ipv4Header.Size;

    public void Write(Span<byte> packet, in IpRoute route, in IpSend send, uint identification, int offset, bool moreFragments)
    {
        Ipv4Header header = new()
        {
            Source = route.Source,
            Destination = send.Destination,
            Protocol = send.Protocol,
            TimeToLive = send.TimeToLive ?? route.HopLimit,
            TrafficClass = send.TrafficClass,
            Identification = (ushort)identification,
            FragmentOffset = offset,
            MoreFragments = moreFragments,
            PayloadLength = packet.Length - Ipv4Header.Size,
        };
        header.WriteTo(packet);
    }
}
