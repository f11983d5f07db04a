using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>
/// The lower 64 bits of addresses that we choose: stable ones, which are the same whenever we are on the same network and tell nobody on another who we are
/// (RFC 7217), and temporary ones (RFC 8981 3.3.1). The pseudorandom function of both RFCs is SipHash under the secret key.
/// </summary>
internal sealed class InterfaceIdentifiers
{
    private readonly StackRandom _random;
    private readonly ulong _interface;
    private readonly SipHash _hash;

    /// <param name="random">For temporary identifiers, and for the secret where none is given.</param>
    /// <param name="interfaceAddress">Net_Iface: tells the interfaces of this host apart.</param>
    /// <param name="secret">The secret key, 16 bytes; empty: another for every stack, so that stable means until the next start.</param>
    public InterfaceIdentifiers(StackRandom random, MacAddress interfaceAddress, ReadOnlySpan<byte> secret)
    {
        _random = random;
        _interface = interfaceAddress.Bits;
        _hash = secret.IsEmpty
            ? new SipHash(random)
            : new SipHash(BinaryPrimitives.ReadUInt64LittleEndian(secret), BinaryPrimitives.ReadUInt64LittleEndian(secret[sizeof(ulong)..]));
    }

    /// <summary>The stable address in a prefix of 64 bits; the next one if that is a duplicate.</summary>
    /// <param name="prefix">The network.</param>
    /// <param name="conflicts">DAD_Counter: how many before it were found to be duplicates, or reserved.</param>
    public IpAddress Stable(IpPrefix prefix, ref int conflicts)
    {
        ulong network = prefix.Network.Address.HighBits;
        while (true)
        {
            ulong identifier = _hash.Compute(network, _interface, (ulong)conflicts);
            if (!IsReserved(identifier))
            {
                return IpAddress.FromIpv6(network, identifier);
            }

            conflicts++;
        }
    }

    /// <summary>A temporary address in a prefix of 64 bits.</summary>
    public IpAddress Temporary(IpPrefix prefix)
    {
        ulong identifier;
        do
        {
            identifier = _random.NextUInt64();
        }
        while (IsReserved(identifier));
        return IpAddress.FromIpv6(prefix.Network.Address.HighBits, identifier);
    }

    /// <summary>RFC 5453: the subnet-router anycast address, IANA's Ethernet block, and the reserved anycast addresses of RFC 2526.</summary>
    internal static bool IsReserved(ulong identifier) =>
        identifier == 0 || identifier >> 24 == 0x0200_5EFF_FE || identifier is >= 0xFDFF_FFFF_FFFF_FF80 and <= 0xFDFF_FFFF_FFFF_FFFF;
}
