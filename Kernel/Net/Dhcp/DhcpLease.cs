using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a DHCP server granted.</summary>
/// <param name="Address">The address with its subnet.</param>
/// <param name="Server">The server identifier.</param>
/// <param name="Routers">In order of preference.</param>
/// <param name="DnsServers">In order of preference.</param>
/// <param name="DomainName">Ours, or null.</param>
/// <param name="Duration">How long the address is ours; <see cref="TimeSpan.MaxValue"/>: for ever.</param>
/// <param name="Obtained">When the request was sent, from which the duration counts (RFC 2131 4.4.1).</param>
public sealed record DhcpLease(
    IpPrefix Address,
    IpAddress Server,
    IReadOnlyList<IpAddress> Routers,
    IReadOnlyList<IpAddress> DnsServers,
    string? DomainName,
    TimeSpan Duration,
    Instant Obtained)
{
    /// <summary>T1: when the server is asked to extend the lease.</summary>
    public required Instant Renewal { get; init; }

    /// <summary>T2: when any server is.</summary>
    public required Instant Rebinding { get; init; }

    public Instant Expiry => Duration == TimeSpan.MaxValue ? Instant.Never : Obtained + Duration;

    /// <summary>
    /// Reads a lease out of an ACK (or, to see whether it is acceptable, an OFFER). False: no usable address, no server identifier or no lease time.
    /// </summary>
    internal static bool TryRead(in DhcpMessage message, Instant requested, out DhcpLease? lease)
    {
        lease = null;
        IpAddress address = message.YourAddress;
        if (address.IsUnspecified || address.IsMulticast || address.IsLoopback || address.Ipv4Bits >> 28 == 0xF
            || !message.TryReadAddress(DhcpOption.ServerIdentifier, out IpAddress server)
            || !message.TryReadSeconds(DhcpOption.LeaseTime, out uint seconds)
            || seconds == 0)
        {
            return false;
        }

        // 0xFFFFFFFF is infinity (RFC 2131 3.3). T1 and T2 have defaults, and sense only in order (4.4.5).
        bool isForever = seconds == uint.MaxValue;
        double rebinding = message.TryReadSeconds(DhcpOption.RebindingTime, out uint t2) && t2 < seconds ? t2 : seconds * 0.875;
        double renewal = message.TryReadSeconds(DhcpOption.RenewalTime, out uint t1) && t1 < rebinding ? t1 : Math.Min(seconds * 0.5, rebinding);
        lease = new DhcpLease(
            new IpPrefix(address, ReadPrefixLength(message, address)),
            server,
            ReadAddresses(message, DhcpOption.Router),
            ReadAddresses(message, DhcpOption.DomainNameServer),
            ReadText(message, DhcpOption.DomainName),
            isForever ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds),
            requested)
        {
            Renewal = isForever ? Instant.Never : requested + TimeSpan.FromSeconds(renewal),
            Rebinding = isForever ? Instant.Never : requested + TimeSpan.FromSeconds(rebinding),
        };
        return true;
    }

    private static int ReadPrefixLength(in DhcpMessage message, IpAddress address)
    {
        if (message.TryReadAddress(DhcpOption.SubnetMask, out IpAddress mask) && mask.Ipv4Bits != 0)
        {
            int length = System.Numerics.BitOperations.LeadingZeroCount(~mask.Ipv4Bits);
            if (new IpPrefix(address, length).Ipv4Mask == mask.Ipv4Bits)
            {
                return length;
            }
        }

        // No mask, or none that is one: that of the address's class (RFC 950 2.1).
        return (address.Ipv4Bits >> 30) switch
        {
            0 or 1 => 8,
            2 => 16,
            _ => 24,
        };
    }

    private static List<IpAddress> ReadAddresses(in DhcpMessage message, DhcpOption option)
    {
        const int Most = 8;
        Span<byte> value = stackalloc byte[4 * Most];
        int length = Math.Min(message.ReadOption(option, value), value.Length);
        List<IpAddress> addresses = [];
        for (int offset = 0; offset + 4 <= length; offset += 4)
        {
            IpAddress address = IpAddress.Read(value.Slice(offset, 4));
            if (!address.IsUnspecified && !address.IsMulticast && !address.IsLimitedBroadcast)
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    private static string? ReadText(in DhcpMessage message, DhcpOption option)
    {
        Span<byte> value = stackalloc byte[255];
        int length = Math.Min(message.ReadOption(option, value), value.Length);
        return length > 0 && DnsName.IsValid(value[..length]) ? System.Text.Encoding.ASCII.GetString(value[..length]) : null;
    }
}
