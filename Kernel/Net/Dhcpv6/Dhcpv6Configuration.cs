using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a DHCPv6 server's word means for the interface: addresses, name servers, search domains.</summary>
internal sealed class Dhcpv6Configuration(NetworkInterface attached, StackServices services)
{
    private const int AddressBits = 128;

    /// <summary>
    /// An address is leased, or its lease prolonged; its lifetimes, of which the valid one is not 0, count from now. Which others are on the link only
    /// routers say (RFC 5942 3).
    /// </summary>
    public void Use(Dhcpv6LeasedAddress leased)
    {
        Instant now = services.Clock.Now;
        Instant preferred = Lifetime.Until(now, leased.PreferredLifetime);
        Instant valid = Lifetime.Until(now, leased.ValidLifetime);
        InterfaceAddress? own = attached.FindAddress(leased.Address);
        if (own is null)
        {
            attached.SetAddress(new InterfaceAddress(new IpPrefix(leased.Address, AddressBits), AddressOrigin.Dhcp)
            {
                State = services.Ipv6.FirstState,
                PreferredUntil = preferred,
                ValidUntil = valid,
            });
        }
        else if (own.Origin == AddressOrigin.Dhcp)
        {
            attached.SetAddress(own.WithLifetimes(preferred, valid, now));
        }
    }

    /// <summary>An address is not leased any more.</summary>
    public void Withdraw(IpAddress address)
    {
        if (attached.FindAddress(address) is { Origin: AddressOrigin.Dhcp })
        {
            attached.RemoveAddress(address);
        }
    }

    /// <summary>Replaces what a server told beside addresses.</summary>
    public void UseServers(IEnumerable<IpAddress> nameServers, IEnumerable<string> searchDomains) => services.NameServers.Set(
        NameServerSource.Dhcpv6,
        attached.Index,
        NameServers.AtUsualPort(nameServers),
        searchDomains);

    public void WithdrawServers() => services.NameServers.Remove(NameServerSource.Dhcpv6, attached.Index);
}
