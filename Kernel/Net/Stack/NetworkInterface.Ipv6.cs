using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>What IPv6 needs of an interface.</summary>
public sealed partial class NetworkInterface
{
    /// <summary>Neighbour discovery, from the first IPv6 address of an Ethernet on; null: IPv6 is not used here.</summary>
    internal NeighborDiscoveryProtocol? Discovery { get; private set; }

    /// <summary>The DHCPv6 client, which does what routers ask for; null: IPv6 is not configured by the link.</summary>
    internal Dhcpv6Client? Dhcpv6 => Discovery?.Configuration?.Dhcp;

    /// <summary>The largest IPv6 packet that the link carries in bytes, as routers say.</summary>
    internal int Ipv6Mtu => Discovery?.Configuration?.Routers.Parameters.Mtu ?? Capabilities.Mtu;

    /// <summary>The hop limit of what leaves by this link, as routers say (RFC 4861 6.3.4).</summary>
    internal byte Ipv6HopLimit => Discovery?.Configuration?.Routers.Parameters.HopLimit ?? IpRoute.DefaultHopLimit;

    /// <summary>Our address that is known on this link only; null: none is assigned.</summary>
    internal IpAddress? LinkLocalAddress
    {
        get
        {
            foreach (ref readonly IpPrefix own in _addresses.Assigned)
            {
                if (own.Address is { IsIpv6: true, IsLinkLocal: true })
                {
                    return own.Address;
                }
            }

            return null;
        }
    }

    private Instant NextIpv6Poll => Discovery is { } discovery ? Instant.Earlier(discovery.NextPoll, Mld!.Memberships.NextPoll) : Instant.Never;

    /// <summary>
    /// Starts IPv6 on an Ethernet: the interface makes itself a link-local address, asks for routers, and takes addresses, routes and name servers from what
    /// they say (RFC 4861, RFC 4862).
    /// </summary>
    /// <exception cref="InvalidOperationException">The device is no Ethernet.</exception>
    public void StartIpv6()
    {
        if (Capabilities.Medium != LinkMedium.Ethernet)
        {
            throw new InvalidOperationException($"{Name} is no Ethernet");
        }

        UseIpv6();
        Discovery!.StartConfiguration();
    }

    /// <summary>What the DHCPv6 client is at, and what it has leased; null: IPv6 is not configured by the link.</summary>
    public Dhcpv6Info? GetDhcpv6() => Dhcpv6?.GetInfo();

    /// <summary>Gives back what DHCPv6 has leased, and asks for no more: before a shutdown (RFC 8415 18.2.7).</summary>
    public void ReleaseIpv6() => Dhcpv6?.Release();

    /// <summary>The neighbours that a next hop is looked up in; null where the link needs none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NeighborCache? NeighborsOf(IpAddress nextHop) => nextHop.IsIpv4 ? Arp?.Neighbors : Discovery?.Neighbors;

    /// <summary>Whether the interface has an address of a version.</summary>
    internal bool HasAddressOf(bool isIpv4)
    {
        foreach (ref readonly IpPrefix own in _addresses.Assigned)
        {
            if (own.Address.IsIpv4 == isIpv4)
            {
                return true;
            }
        }

        return false;
    }

    private void UseIpv6()
    {
        if (Capabilities.Medium == LinkMedium.Ethernet)
        {
            Discovery ??= new NeighborDiscoveryProtocol(this, Mld!.Output, _services, _routes);
        }
    }

    private void FollowIpv6Link()
    {
        Mld?.Memberships.Restart();
        Discovery?.LinkUp();
    }

    private void PollIpv6()
    {
        if (Discovery is { } discovery)
        {
            discovery.Poll();
            Mld!.Memberships.Poll();
        }
    }

    /// <summary>Whether an address is ours alone is asked for, and the group in which others ask for it is joined and left with it (RFC 4862 5.4.2).</summary>
    private void FollowIpv6Address(InterfaceAddress? previous, InterfaceAddress? current)
    {
        UseIpv6();
        if (Discovery is not { } discovery)
        {
            return;
        }

        IpAddress group = (current ?? previous)!.Address.SolicitedNode.InZone(Index);
        bool isWanted = Array.Exists(
            _addresses.All, own => own is { Address.IsIpv6: true, State: not AddressState.Duplicate } && own.Address.SolicitedNode.InZone(Index) == group);
        SetGroup(discovery, group, isWanted ? SourceFilter.Everybody : SourceFilter.Nobody);
        discovery.FollowDetection(previous, current);
    }
}
