using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A route that a router offers (RFC 4191 2.3).</summary>
/// <param name="Prefix">Cut to its length.</param>
/// <param name="Preference">1 high, 0 medium, -1 low.</param>
/// <param name="Lifetime">In seconds; the greatest number: for ever.</param>
public readonly record struct RouteInformation(IpPrefix Prefix, int Preference, uint Lifetime)
{
    private const int HeaderSize = 8;
    private const int ReservedPreference = 0b10;

    /// <summary>False: a length that its prefix does not have room in, a group or link-local addresses, or the reserved preference, for which it is ignored.</summary>
    public static bool TryParse(in NeighborOption option, out RouteInformation information)
    {
        information = default;
        ReadOnlySpan<byte> bytes = option.Bytes;
        int length = bytes[2];
        int preference = bytes[3] >> 3 & 0b11;
        if (bytes.Length > HeaderSize + 16 || length > 128 || length > (bytes.Length - HeaderSize) * 8 || preference == ReservedPreference)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[16];
        padded.Clear();
        bytes[HeaderSize..].CopyTo(padded);
        IpPrefix prefix = new IpPrefix(IpAddress.Read(padded), length).Network;
        information = new RouteInformation(prefix, preference == 0b11 ? -1 : preference, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return prefix.Address.IsIpv6 && !prefix.Address.IsMulticast && !prefix.Address.IsLinkLocal;
    }
}
