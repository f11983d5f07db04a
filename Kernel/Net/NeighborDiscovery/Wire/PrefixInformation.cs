using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A prefix that a router advertises (RFC 4861 4.6.2).</summary>
/// <param name="Prefix">Cut to its length.</param>
/// <param name="IsOnLink">L: its addresses are neighbours.</param>
/// <param name="IsAutonomous">A: addresses may be made from it (RFC 4862 5.5.3).</param>
/// <param name="ValidLifetime">In seconds; <see cref="Infinite"/>: for ever.</param>
/// <param name="PreferredLifetime">In seconds, likewise.</param>
public readonly record struct PrefixInformation(IpPrefix Prefix, bool IsOnLink, bool IsAutonomous, uint ValidLifetime, uint PreferredLifetime)
{
    public const uint Infinite = uint.MaxValue;

    private const int Size = 32;

    /// <summary>False: another length, a prefix longer than an address, or one of which no address may be made: link-local or multicast.</summary>
    public static bool TryParse(in NeighborOption option, out PrefixInformation information)
    {
        information = default;
        ReadOnlySpan<byte> bytes = option.Bytes;
        if (bytes.Length != Size || bytes[2] > 128)
        {
            return false;
        }

        IpAddress address = IpAddress.Read(bytes[16..]);
        information = new PrefixInformation(
            new IpPrefix(address, bytes[2]).Network,
            (bytes[3] & 0x80) != 0,
            (bytes[3] & 0x40) != 0,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));
        return address.IsIpv6 && !address.IsLinkLocal && !address.IsMulticast;
    }
}
