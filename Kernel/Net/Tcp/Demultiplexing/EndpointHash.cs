using System;

namespace Sabos.Net;

/// <summary>
/// Where a connection is in its table: both endpoints, multiplied and folded under secret keys. Every segment is looked up by it, so it is a tenth of what
/// <see cref="SipHash"/> costs. It may be, because nobody ever sees its values: who sends segments learns of a collision only by what it costs, and
/// that is one comparison.
/// </summary>
internal readonly struct EndpointHash
{
    private readonly ulong _key0;
    private readonly ulong _key1;
    private readonly ulong _key2;

    public EndpointHash(ulong key0, ulong key1, ulong key2) => (_key0, _key1, _key2) = (key0, key1, key2);

    /// <summary>A hash with fresh random keys.</summary>
    public EndpointHash(StackRandom random)
        : this(random.NextUInt64(), random.NextUInt64(), random.NextUInt64())
    {
    }

    public uint Compute(in ConnectionKey key)
    {
        ulong ports = ((ulong)key.Local.Port << 16) | key.Remote.Port;
        IpAddress local = key.Local.Address;
        IpAddress remote = key.Remote.Address;
        ulong addresses = local.IsIpv4
            ? ((ulong)local.Ipv4Bits << 32) | remote.Ipv4Bits
            : Fold(local.HighBits ^ _key2, local.LowBits ^ _key1) ^ Fold(remote.HighBits ^ _key1, remote.LowBits ^ _key0);
        ulong mixed = Fold(addresses ^ _key0, ports ^ _key1);
        return (uint)Fold(mixed ^ _key2, _key0 | 1);
    }

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
