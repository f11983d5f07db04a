using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// /proc/net/leases, our own: for each interface that is configured by DHCP, and by DHCPv6, the state, and what there is a lease of. Times are in seconds from now.
/// </summary>
internal static class LeaseFile
{
    public static string Read(NetworkLoop loop)
    {
        StringBuilder text = new();
        using (loop.Enter())
        {
            foreach (NetworkInterface networkInterface in loop.Stack.Interfaces)
            {
                if (networkInterface.Dhcp is { } client)
                {
                    text.Append(networkInterface.Name).Append(": DHCP ").Append(Name(client.State)).Append('\n');
                    if (client.Lease is { } lease)
                        Append(text, lease, loop.Stack.Now);
                }

                if (networkInterface.GetDhcpv6() is { State: not Dhcpv6State.Off } ipv6)
                {
                    text.Append(networkInterface.Name).Append(": DHCPv6 ").Append(ipv6.State.ToString().ToUpperInvariant()).Append('\n');
                    if (!ipv6.Server.IsEmpty)
                        Append(text, ipv6, loop.Stack.Now);
                }
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, DhcpLease lease, Instant now)
    {
        Line(text, "address", lease.Address.ToString());
        Line(text, "server", lease.Server.ToString());
        Time(text, "renews", lease.Renewal, now);
        Time(text, "rebinds", lease.Rebinding, now);
        Time(text, "expires", lease.Expiry, now);
        List(text, "routers", lease.Routers);
        foreach (DhcpRoute route in lease.ClasslessRoutes)
            Line(text, "route", route.Gateway is { } gateway ? $"{route.Destination} via {gateway}" : $"{route.Destination}");
        List(text, "dns", lease.DnsServers);
        List(text, "ntp", lease.NtpServers);
        Line(text, "domain", lease.DomainName);
        List(text, "search", lease.SearchDomains);
        Line(text, "name", lease.HostName);
        Line(text, "mtu", lease.Mtu?.ToString(CultureInfo.InvariantCulture));
    }

    private static void Append(StringBuilder text, Dhcpv6Info lease, Instant now)
    {
        foreach (IpAddress address in lease.Addresses)
            Line(text, "address", address.ToString());
        Line(text, "server", Convert.ToHexStringLower(lease.Server.Span));
        Time(text, "renews", lease.Renewal, now);
        Time(text, "rebinds", lease.Rebinding, now);
        Time(text, "expires", lease.Expiry, now);
    }

    private static void Time(StringBuilder text, string name, Instant at, Instant now) =>
        Line(text, name, at == Instant.Never ? "never" : string.Create(CultureInfo.InvariantCulture, $"in {(long)(at - now).TotalSeconds} s"));

    private static void List<T>(StringBuilder text, string name, IReadOnlyList<T> values) =>
        Line(text, name, values.Count > 0 ? string.Join(' ', values) : null);

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (value is not null)
            text.Append("    ").Append(name).Append(' ').Append(value).Append('\n');
    }

    // RFC 2131's names of the states, figure 5.
    private static string Name(DhcpState state) => state switch
    {
        DhcpState.Init => "INIT",
        DhcpState.Selecting => "SELECTING",
        DhcpState.Requesting => "REQUESTING",
        DhcpState.Rebooting => "REBOOTING",
        DhcpState.Checking => "CHECKING",
        DhcpState.Bound => "BOUND",
        DhcpState.Renewing => "RENEWING",
        DhcpState.Rebinding => "REBINDING",
        DhcpState.Releasing => "RELEASING",
        DhcpState.Released => "RELEASED",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
