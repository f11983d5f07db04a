using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of a router advertisement (RFC 4861 4.2).</summary>
public readonly ref struct RouterAdvertisement
{
    private const int FixedSize = 8;
    private const int ManagedFlag = 0x80;
    private const int OtherFlag = 0x40;

    private readonly uint _rest;
    private readonly ReadOnlySpan<byte> _body;

    private RouterAdvertisement(uint rest, ReadOnlySpan<byte> body, NeighborOptions options)
    {
        _rest = rest;
        _body = body;
        Options = options;
    }

    /// <summary>The hop limit for what we send; 0: the router does not say.</summary>
    public byte HopLimit => (byte)(_rest >> 24);

    /// <summary>M: addresses by DHCPv6.</summary>
    public bool IsManaged => (_rest >> 16 & ManagedFlag) != 0;

    /// <summary>O: other information by DHCPv6.</summary>
    public bool HasOtherInformation => (_rest >> 16 & OtherFlag) != 0;

    /// <summary>Prf (RFC 4191 2.2): 1 high, 0 medium, -1 low; the reserved value counts as medium.</summary>
    public int Preference => (_rest >> 19 & 3) switch
    {
        0b01 => 1,
        0b11 => -1,
        _ => 0,
    };

    /// <summary>How long it is a default router; zero: it is none.</summary>
    public TimeSpan RouterLifetime => TimeSpan.FromSeconds((ushort)_rest);

    /// <summary>How long a neighbour counts as reachable after it answered; zero: the router does not say.</summary>
    public TimeSpan ReachableTime => TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(_body));

    /// <summary>The time between solicitations; zero: the router does not say.</summary>
    public TimeSpan RetransmissionTime => TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(_body[4..]));

    public NeighborOptions Options { get; }

    /// <summary>False: too short, or malformed options (RFC 4861 6.1.2). Source and hop limit are the caller's to check.</summary>
    public static bool TryParse(in Icmpv6Message message, out RouterAdvertisement advertisement)
    {
        advertisement = default;
        if (message.Code != 0 || message.Body.Length < FixedSize || !NeighborOptions.TryParse(message.Body[FixedSize..], out NeighborOptions options))
        {
            return false;
        }

        advertisement = new RouterAdvertisement(message.Rest, message.Body, options);
        return true;
    }
}
