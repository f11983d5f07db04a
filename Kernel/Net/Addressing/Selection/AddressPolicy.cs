using System;

namespace Sabos.Net;

/// <summary>A row of the default policy table (RFC 6724 2.1).</summary>
/// <param name="Prefix">128 bits, an IPv4 address in its mapped form.</param>
/// <param name="Length">How many of them count.</param>
/// <param name="Precedence">The higher goes first among destinations.</param>
/// <param name="Label">Source and destination with the same belong together.</param>
internal readonly record struct AddressPolicy(UInt128 Prefix, int Length, int Precedence, int Label)
{
    // Longest first: the first that covers an address is its own.
    private static readonly AddressPolicy[] s_table =
    [
        new(UInt128.One, 128, 50, 0),
        new((UInt128)0xFFFF_0000_0000, 96, 35, 4),
        new(UInt128.Zero, 96, 1, 3),
        new((UInt128)0x2001_0000 << 96, 32, 5, 5),
        new((UInt128)0x2002 << 112, 16, 30, 2),
        new((UInt128)0x3FFE << 112, 16, 1, 12),
        new((UInt128)0xFEC0 << 112, 10, 1, 11),
        new((UInt128)0xFC00 << 112, 7, 3, 13),
        new(UInt128.Zero, 0, 40, 1),
    ];

    /// <summary>The row for an address.</summary>
    public static AddressPolicy Of(IpAddress address)
    {
        UInt128 bits = new(address.HighBits, address.LowBits);
        foreach (ref readonly AddressPolicy row in s_table.AsSpan())
        {
            if (CommonBits(bits, row.Prefix) >= row.Length)
            {
                return row;
            }
        }

        throw new InvalidOperationException("the last row covers every address");
    }

    /// <summary>CommonPrefixLen(S, D) of RFC 6724 2.2: no more than the source's own prefix.</summary>
    public static int CommonPrefixLength(IpPrefix source, IpAddress destination)
    {
        UInt128 own = new(source.Address.HighBits, source.Address.LowBits);
        int common = CommonBits(own, new UInt128(destination.HighBits, destination.LowBits));
        return Math.Min(common, source.Length + (source.Address.IsIpv4 ? 96 : 0));
    }

    private static int CommonBits(UInt128 left, UInt128 right) => (int)UInt128.LeadingZeroCount(left ^ right);
}
