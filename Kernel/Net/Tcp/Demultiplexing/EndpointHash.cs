using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// Where a connection is in its table: the 32-bit words of both endpoints, in pairs, each plus a secret key of 64 bits, multiplied and added up (pair-multiply-shift
/// of Thorup, "High Speed Hashing for Integers and Strings"). Two connections then share a hash no more often than chance would have it, whoever has chosen
/// their endpoints without knowing the keys; and nobody learns of them, because nobody ever sees a hash. Every segment is looked up by it, so it is a fraction of what
/// <see cref="SipHash"/> costs.
/// </summary>
internal sealed class EndpointHash
{
    private readonly ulong _start;
    private readonly ulong _ports;
    private readonly ulong _local;
    private readonly ulong _remote;
    private readonly ulong[] _ipv6 = new ulong[8];

    /// <summary>A hash with fresh random keys.</summary>
    public EndpointHash(StackRandom random)
    {
        _start = random.NextUInt64();
        _ports = random.NextUInt64();
        _local = random.NextUInt64();
        _remote = random.NextUInt64();
        for (int i = 0; i < _ipv6.Length; i++)
        {
            _ipv6[i] = random.NextUInt64();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Compute(in ConnectionKey key)
    {
        ulong sum = _start + (_ports * (((uint)key.Local.Port << 16) | key.Remote.Port));
        sum += key.Local.Address.IsIpv4
            ? (_local + key.Local.Address.Ipv4Bits) * (_remote + key.Remote.Address.Ipv4Bits)
            : Pair(0, key.Local.Address.HighBits) + Pair(2, key.Local.Address.LowBits)
                + Pair(4, key.Remote.Address.HighBits) + Pair(6, key.Remote.Address.LowBits);
        return (uint)(sum >> 32);
    }

    private ulong Pair(int index, ulong words) => (_ipv6[index] + (words >> 32)) * (_ipv6[index + 1] + (uint)words);
}
