using System;

namespace Sabos.Net;

/// <summary>
/// Where the extension headers of a packet lead (RFC 8200 4). They are followed in the order in which they come, and within limits (RFC 8504 5.3):
/// nobody honest sends more, and each costs work before anything is known of the sender.
/// </summary>
/// <param name="End">Why they were followed no further.</param>
/// <param name="Protocol">What the last one says follows.</param>
/// <param name="Offset">Where that begins, from the packet's first byte; of a problem: the byte to point at.</param>
/// <param name="NextHeaderOffset">The byte that says <paramref name="Protocol"/>.</param>
/// <param name="ProblemCode">The code of the parameter problem.</param>
internal readonly record struct Ipv6HeaderChain(Ipv6ChainEnd End, IpProtocol Protocol, int Offset, int NextHeaderOffset, byte ProblemCode = 0)
{
    // RFC 4443 3.4, RFC 7112 5.
    public const byte ErroneousField = 0;
    public const byte UnknownNextHeader = 1;
    public const byte UnknownOption = 2;
    public const byte IncompleteFirstFragment = 3;

    private const int MaxHeaders = 8;

    /// <summary>Follows the headers of a packet up to a fragment header or the upper layer.</summary>
    public static Ipv6HeaderChain Follow(in Ipv6Packet packet) =>
        Follow(packet, new Ipv6HeaderChain(Ipv6ChainEnd.Fragment, packet.NextHeader, Ipv6Header.Size, Ipv6Packet.NextHeaderOffset));

    /// <summary>Goes on behind the fragment header where this chain ended.</summary>
    public Ipv6HeaderChain FollowFragment(in Ipv6Packet packet)
    {
        var next = (IpProtocol)packet.Bytes[Offset];
        return Follow(packet, new Ipv6HeaderChain(Ipv6ChainEnd.Fragment, next, Offset + Ipv6FragmentHeader.Size, Offset));
    }

    private static Ipv6HeaderChain Follow(in Ipv6Packet packet, Ipv6HeaderChain chain)
    {
        for (int headers = 0; headers <= MaxHeaders; headers++)
        {
            switch (chain.Protocol)
            {
                case IpProtocol.HopByHopOptions when chain.NextHeaderOffset != Ipv6Packet.NextHeaderOffset:
                    // Only directly behind the IPv6 header (RFC 8200 4.1).
                    return chain.Problem(UnknownNextHeader, chain.NextHeaderOffset);
                case IpProtocol.HopByHopOptions or IpProtocol.Ipv6DestinationOptions or IpProtocol.Ipv6Routing:
                    if (!chain.TryStep(packet, out chain))
                    {
                        return chain;
                    }

                    break;
                case IpProtocol.Ipv6Fragment:
                    bool isWhole = packet.Bytes.Length - chain.Offset >= Ipv6FragmentHeader.Size;
                    return chain with { End = isWhole ? Ipv6ChainEnd.Fragment : Ipv6ChainEnd.Truncated };
                default:
                    return chain with { End = Ipv6ChainEnd.UpperLayer };
            }
        }

        return chain with { End = Ipv6ChainEnd.Dropped };
    }

    private bool TryStep(in Ipv6Packet packet, out Ipv6HeaderChain next)
    {
        next = this with { End = Ipv6ChainEnd.Truncated };
        ReadOnlySpan<byte> rest = packet.Bytes[Offset..];
        if (rest.Length < 8 || (rest[1] + 1) * 8 is var length && length > rest.Length)
        {
            return false;
        }

        next = this with { End = Ipv6ChainEnd.Dropped };

        if (Protocol == IpProtocol.Ipv6Routing)
        {
            // No type is known here. One with nothing left to visit is skipped, type 0 like any other (RFC 8200 4.4, RFC 5095 3).
            if (rest[3] != 0)
            {
                next = Problem(ErroneousField, Offset + 2);
                return false;
            }
        }
        else if (Ipv6Options.FindRefused(rest[2..length], packet.Destination.IsMulticast) is { } refused)
        {
            next = refused.IsReported ? Problem(UnknownOption, Offset + 2 + refused.Offset) : next;
            return false;
        }

        next = new Ipv6HeaderChain(Ipv6ChainEnd.Fragment, (IpProtocol)rest[0], Offset + length, Offset);
        return true;
    }

    private Ipv6HeaderChain Problem(byte code, int pointer) => this with { End = Ipv6ChainEnd.Problem, ProblemCode = code, Offset = pointer };
}
