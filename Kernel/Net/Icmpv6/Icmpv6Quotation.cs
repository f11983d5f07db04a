using System;

namespace Sabos.Net;

/// <summary>What an ICMPv6 error quotes of a packet, behind whatever extension headers it had.</summary>
internal readonly ref struct Icmpv6Quotation
{
    private const int LeastPayload = 8;

    private Icmpv6Quotation(scoped in Ipv6Packet packet, scoped in Ipv6HeaderChain chain)
    {
        Source = packet.Source;
        Destination = packet.Destination;
        Protocol = chain.Protocol;
        PacketLength = packet.StatedLength;
        Payload = packet.Bytes[chain.Offset..];
    }

    /// <summary>As on the wire, without a zone.</summary>
    public IpAddress Source { get; }

    /// <summary>As on the wire, without a zone.</summary>
    public IpAddress Destination { get; }

    public IpProtocol Protocol { get; }

    /// <summary>Bytes of the whole packet, by its header.</summary>
    public int PacketLength { get; }

    /// <summary>The first bytes of the transport's: at least 8.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>False: no IPv6 packet, or it ends before the transport's first 8 bytes, as every fragment but the first does.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Icmpv6Quotation quotation)
    {
        quotation = default;
        if (!Ipv6Packet.TryParseQuotation(bytes, out Ipv6Packet packet))
        {
            return false;
        }

        Ipv6HeaderChain chain = Ipv6HeaderChain.Follow(packet);
        if (chain.End == Ipv6ChainEnd.Fragment && Ipv6FragmentHeader.Read(packet.Bytes[chain.Offset..]) is { Offset: 0 })
        {
            chain = chain.FollowFragment(packet);
        }

        if (chain.End != Ipv6ChainEnd.UpperLayer || packet.Bytes.Length - chain.Offset < LeastPayload)
        {
            return false;
        }

        quotation = new Icmpv6Quotation(packet, chain);
        return quotation.Source.IsIpv6 && quotation.Destination.IsIpv6;
    }
}
