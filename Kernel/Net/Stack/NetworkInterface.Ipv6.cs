using System;

namespace Sabos.Net;

/// <summary>What IPv6 needs of an interface: neighbour discovery, and the groups that every node listens to.</summary>
public sealed partial class NetworkInterface
{
    /// <summary>Neighbour discovery, from the first IPv6 address of an Ethernet on; null: IPv6 is not used here.</summary>
    internal NeighborDiscoveryProtocol? Discovery { get; private set; }

    /// <summary>Starts IPv6 on an Ethernet: the interface gets its link-local address (RFC 4862 5.3).</summary>
    /// <exception cref="InvalidOperationException">The device is no Ethernet.</exception>
    public void StartIpv6()
    {
        if (Capabilities.Medium != LinkMedium.Ethernet)
        {
            throw new InvalidOperationException($"{Name} is no Ethernet");
        }

        SetAddress(new InterfaceAddress(new IpPrefix(Capabilities.Address.ToLinkLocal(), 64), AddressOrigin.LinkLocal));
    }

    /// <summary>The neighbours that a next hop is looked up in; null where the link needs none.</summary>
    internal NeighborCache? NeighborsOf(IpAddress nextHop) => nextHop.IsIpv4 ? Arp?.Neighbors : Discovery?.Neighbors;

    /// <summary>Whether packets to this group, received here, are for us (RFC 1112 4, RFC 4291 2.8).</summary>
    internal bool IsGroupMember(IpAddress group)
    {
        IpAddress address = group.InZone(0);
        if (address == IpAddress.AllNodes || address == IpAddress.AllNodesOfInterface || HasJoined(address))
        {
            return true;
        }

        foreach (InterfaceAddress own in _addresses.All)
        {
            if (own.Address.IsIpv6 && !own.Address.IsLoopback && own.Address.SolicitedNode == address)
            {
                return true;
            }
        }

        return false;
    }

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
            Discovery ??= new NeighborDiscoveryProtocol(this, _services);
        }
    }
}
