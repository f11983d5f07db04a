using System;
using System.Globalization;

namespace Sabos.Net;

/// <summary>An address with a prefix length in bits: an interface's own address with its subnet, or a route's destination.</summary>
public readonly record struct IpPrefix(IpAddress Address, int Length)
{
    /// <summary>The subnet's broadcast address; IPv4 only, and none for /31 and /32 (RFC 3021).</summary>
    public IpAddress? Broadcast => Address.IsIpv4 && Length < 31 ? IpAddress.FromIpv4(Address.Ipv4Bits | ~Ipv4Mask) : null;

    /// <summary>The IPv4 subnet mask in host order.</summary>
    public uint Ipv4Mask => Length == 0 ? 0 : uint.MaxValue << (32 - Length);

    /// <summary>The subnet itself: the bits after the prefix are 0.</summary>
    public IpPrefix Network
    {
        get
        {
            if (Address.IsIpv4)
            {
                return this with { Address = IpAddress.FromIpv4(Address.Ipv4Bits & Ipv4Mask) };
            }

            ulong highMask = Length == 0 ? 0 : ulong.MaxValue << Math.Max(0, 64 - Length);
            ulong lowMask = Length <= 64 ? 0 : ulong.MaxValue << (128 - Length);
            return this with { Address = IpAddress.FromIpv6(Address.HighBits & highMask, Address.LowBits & lowMask) };
        }
    }

    /// <summary>Whether an address is <see cref="Broadcast"/>.</summary>
    public bool IsBroadcast(IpAddress other) =>
        other.IsIpv4 && Address.IsIpv4 && Length < 31 && other.Ipv4Bits == (Address.Ipv4Bits | ~Ipv4Mask);

    public bool Contains(IpAddress other)
    {
        if (other.IsIpv4 != Address.IsIpv4)
        {
            return false;
        }

        // An IPv4 address occupies the last 32 of 128 bits.
        int bits = Address.IsIpv4 ? Length + 96 : Length;
        ulong highMask = bits >= 64 ? ulong.MaxValue : bits == 0 ? 0 : ulong.MaxValue << (64 - bits);
        ulong lowMask = bits <= 64 ? 0 : ulong.MaxValue << (128 - bits);
        return ((other.HighBits ^ Address.HighBits) & highMask) == 0 && ((other.LowBits ^ Address.LowBits) & lowMask) == 0;
    }

    /// <summary>Parses ADDRESS/LENGTH.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        if (slash < 0
            || !IpAddress.TryParse(text[..slash], out IpAddress address)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > address.Length * 8)
        {
            return false;
        }

        prefix = new IpPrefix(address, length);
        return true;
    }

    public override string ToString() => $"{Address}/{Length}";
}
