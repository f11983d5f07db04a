using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Sabos.Net;

/// <summary>
/// Reads a lease out of an ACK, or out of an OFFER to see whether it would be acceptable. A server may be mistaken or hostile: an address that no host can
/// have refuses the whole, other values that cannot be are left out.
/// </summary>
internal static class DhcpLeaseReader
{
    // RFC 2132 5.1 allows 68; below RFC 791's 576 nothing useful is left, and small values are known for use in attacks.
    private const int LeastMtu = 576;
    private const int MostAddresses = 8;
    private const int LongestValue = 1024;

    // However short the server's T1 is, so that nobody makes us ask without end.
    private static readonly TimeSpan s_shortestRenewal = TimeSpan.FromSeconds(1);

    /// <summary>False: no usable address, no server identifier or no lease time.</summary>
    public static bool TryRead(in DhcpMessage message, Instant requested, [NotNullWhen(true)] out DhcpLease? lease)
    {
        lease = null;
        if (!message.TryReadAddress(DhcpOption.ServerIdentifier, out IpAddress server)
            || !message.TryReadSeconds(DhcpOption.LeaseTime, out uint seconds)
            || seconds == 0)
        {
            return false;
        }

        IpPrefix address = new(message.YourAddress, ReadPrefixLength(message));
        if (!IsUnicast(server) || !IsUnicast(address.Address) || address.Address == server || IsReserved(address))
        {
            return false;
        }

        // 0xFFFFFFFF is infinity (RFC 2131 3.3).
        bool isForever = seconds == uint.MaxValue;
        TimeSpan duration = TimeSpan.FromSeconds(seconds);
        ReadTimes(message, duration, out TimeSpan renewal, out TimeSpan rebinding);
        lease = new DhcpLease
        {
            Address = address,
            Server = server,
            Routers = ReadAddresses(message, DhcpOption.Router),
            ClasslessRoutes = ReadRoutes(message),
            DnsServers = ReadAddresses(message, DhcpOption.DomainNameServer),
            NtpServers = ReadAddresses(message, DhcpOption.NtpServers),
            DomainName = ReadName(message, DhcpOption.DomainName),
            SearchDomains = ReadSearchDomains(message),
            HostName = ReadName(message, DhcpOption.HostName),
            Mtu = ReadMtu(message),
            Duration = isForever ? TimeSpan.MaxValue : duration,
            Obtained = requested,
            Renewal = isForever ? Instant.Never : requested + renewal,
            Rebinding = isForever ? Instant.Never : requested + rebinding,
        };
        return true;
    }

    /// <summary>T1 and T2 have defaults, and sense only in order (RFC 2131 4.4.5).</summary>
    private static void ReadTimes(in DhcpMessage message, TimeSpan duration, out TimeSpan renewal, out TimeSpan rebinding)
    {
        rebinding = duration * 0.875;
        if (message.TryReadSeconds(DhcpOption.RebindingTime, out uint t2) && t2 > 0 && TimeSpan.FromSeconds(t2) < duration)
        {
            rebinding = TimeSpan.FromSeconds(t2);
        }

        renewal = duration / 2 < rebinding ? duration / 2 : rebinding;
        TimeSpan least = renewal < s_shortestRenewal ? renewal : s_shortestRenewal;
        if (message.TryReadSeconds(DhcpOption.RenewalTime, out uint t1) && TimeSpan.FromSeconds(t1) < rebinding)
        {
            renewal = TimeSpan.FromSeconds(t1) > least ? TimeSpan.FromSeconds(t1) : least;
        }
    }

    private static int ReadPrefixLength(in DhcpMessage message)
    {
        if (message.TryReadAddress(DhcpOption.SubnetMask, out IpAddress mask) && mask.Ipv4Bits != 0)
        {
            int length = BitOperations.LeadingZeroCount(~mask.Ipv4Bits);
            if (new IpPrefix(mask, length).Ipv4Mask == mask.Ipv4Bits)
            {
                return length;
            }
        }

        // No mask, or none that is one: that of the address's class (RFC 950 2.1).
        return (message.YourAddress.Ipv4Bits >> 30) switch
        {
            0 or 1 => 8,
            2 => 16,
            _ => 24,
        };
    }

    /// <summary>What some host can have (RFC 1122 3.2.1.3); servers in clouds have link-local addresses.</summary>
    private static bool IsUnicast(IpAddress address) => address.Ipv4Bits >> 24 is > 0 and < 224 && !address.IsLoopback;

    /// <summary>The subnet's own address and its broadcast address are no host's, and link-local ones are not for servers to give (RFC 3927 1.6).</summary>
    private static bool IsReserved(IpPrefix address) =>
        address.Address.IsLinkLocal || (address.Length < 31 && (address == address.Network || address.IsBroadcast(address.Address)));

    private static List<IpAddress> ReadAddresses(in DhcpMessage message, DhcpOption option)
    {
        Span<byte> value = stackalloc byte[4 * MostAddresses];
        int length = Math.Min(message.ReadOption(option, value), value.Length);
        List<IpAddress> addresses = [];
        for (int offset = 0; offset + 4 <= length; offset += 4)
        {
            IpAddress address = IpAddress.Read(value.Slice(offset, 4));
            if (IsUnicast(address) && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    private static List<DhcpRoute> ReadRoutes(in DhcpMessage message)
    {
        Span<byte> value = stackalloc byte[LongestValue];
        int length = message.ReadOption(DhcpOption.ClasslessStaticRoute, value);
        return length > 0 && length <= value.Length && ClasslessRouteOption.TryParse(value[..length], out List<DhcpRoute>? routes) ? routes : [];
    }

    private static List<string> ReadSearchDomains(in DhcpMessage message)
    {
        Span<byte> value = stackalloc byte[LongestValue];
        int length = Math.Min(message.ReadOption(DhcpOption.DomainSearch, value), value.Length);
        return length > 0 ? DomainSearchOption.Parse(value[..length]) : [];
    }

    /// <summary>A name, which some servers end with a zero (RFC 2132 2).</summary>
    private static string? ReadName(in DhcpMessage message, DhcpOption option)
    {
        Span<byte> value = stackalloc byte[DnsName.MaxLength + 1];
        int length = message.ReadOption(option, value);
        if (length <= 0 || length > value.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> name = value[..length].TrimEnd((byte)0);
        return DnsName.IsValid(name) ? Encoding.ASCII.GetString(name) : null;
    }

    private static int? ReadMtu(in DhcpMessage message)
    {
        Span<byte> value = stackalloc byte[2];
        return message.ReadOption(DhcpOption.InterfaceMtu, value) == 2 && ((value[0] << 8) | value[1]) is int mtu and >= LeastMtu ? mtu : null;
    }
}
