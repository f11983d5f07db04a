using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The interface's addresses, and what each brings with it: a route to its subnet, the claim that others hear of.</summary>
public sealed partial class NetworkInterface
{
    private readonly InterfaceAddresses _addresses = new();

    /// <summary>A snapshot, in whatever state they are.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses => _addresses.All;

    /// <summary>Configures a static address without asking whether it is free; the link's own route comes with it, and the neighbours are told (RFC 5227 2.3).</summary>
    public void AddAddress(IpPrefix address) =>
        SetAddress(new InterfaceAddress(address, IsLoopback ? AddressOrigin.Loopback : AddressOrigin.Static));

    /// <summary>
    /// Configures a static address as soon as no other station has it: it is tentative until then (RFC 5227 2.1), and asked for again and again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The device is no Ethernet, or the address is not IPv4.</exception>
    public void ClaimAddress(IpPrefix address)
    {
        if (Arp is null || address.Address.IsIpv6)
        {
            throw new InvalidOperationException($"{address} cannot be asked for by ARP on {Name}");
        }

        new StaticAddressClaim(this, address, _services).Begin();
    }

    /// <summary>Adds an address, or changes its state, lifetimes or prefix. One that is not assigned any more is as good as gone to those who use it.</summary>
    public void SetAddress(InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = address with { Prefix = address.Prefix with { Address = address.Address.InZone(Index) } };
        InterfaceAddress? previous = _addresses.Find(address.Address);
        if (previous != address)
        {
            _addresses.Set(address);
            Follow(previous, address);
        }
    }

    /// <summary>Withdraws an address, and the route that came with it; sockets bound to it are told.</summary>
    public void RemoveAddress(IpAddress address)
    {
        if (_addresses.Find(address.InZone(Index)) is { } previous)
        {
            _addresses.Remove(previous.Address);
            Follow(previous, null);
        }
    }

    /// <summary>The interface's address in whatever state, or null.</summary>
    internal InterfaceAddress? FindAddress(IpAddress address) => _addresses.Find(address);

    /// <summary>Whether a packet to this address, received here, is for us; every address of 127.0.0.0/8 is, on loopback.</summary>
    internal bool HasAddress(IpAddress address)
    {
        foreach (ref readonly IpPrefix own in _addresses.Assigned)
        {
            if (own.Address == address || (own.Address.IsLoopback && own.Contains(address)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The limited broadcast address, or that of one of our subnets.</summary>
    internal bool IsBroadcast(IpAddress address)
    {
        if (address.IsLimitedBroadcast)
        {
            return true;
        }

        foreach (ref readonly IpPrefix own in _addresses.Assigned)
        {
            if (own.IsBroadcast(address) && !own.Address.IsLoopback)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a station of one of our subnets can have this address.</summary>
    internal bool IsNeighborAddress(IpAddress address)
    {
        if (address.IsUnspecified || address.IsMulticast || address.IsLoopback || IsBroadcast(address))
        {
            return false;
        }

        foreach (ref readonly IpPrefix own in _addresses.Assigned)
        {
            if (own.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Our address to send from: for IPv4 that of the next hop's subnet, or else our first; for IPv6 as RFC 6724 5 has it.</summary>
    internal bool TrySelectSource(IpAddress destination, IpAddress nextHop, out IpAddress source)
    {
        if (destination.IsIpv4)
        {
            return TrySelectIpv4Source(nextHop, out source);
        }

        InterfaceAddress? selected = new SourceAddressSelection(_addresses.All, destination)
        {
            NextHop = nextHop,
            Advertised = Discovery?.Configuration?.Routers.Prefixes,
        }.Select();
        source = selected?.Address ?? default;
        return selected is not null;
    }

    private bool TrySelectIpv4Source(IpAddress nextHop, out IpAddress source)
    {
        source = default;
        bool isFound = false;
        foreach (ref readonly IpPrefix own in _addresses.Assigned)
        {
            if (own.Contains(nextHop))
            {
                source = own.Address;
                return true;
            }

            if (!isFound && own.Address.IsIpv4)
            {
                source = own.Address;
                isFound = true;
            }
        }

        return isFound;
    }

    /// <summary>What was found out about a route by this interface no longer holds.</summary>
    internal void NotifyRoutesChanged() => _routes.AddressesChanged();

    private void PollAddresses(Instant now)
    {
        while (_addresses.FindAged(now, out InterfaceAddress? successor) is { } aged)
        {
            if (successor is null)
            {
                RemoveAddress(aged.Address);
            }
            else
            {
                SetAddress(successor);
            }
        }
    }

    /// <summary>Routes, neighbours and sockets follow a change; a lifetime alone changes nothing for them.</summary>
    private void Follow(InterfaceAddress? previous, InterfaceAddress? current)
    {
        if (previous is not null && current is not null && previous.Prefix == current.Prefix && previous.State == current.State)
        {
            return;
        }

        if ((current ?? previous)!.Address.IsIpv6)
        {
            FollowIpv6Address(previous, current);
        }
        else
        {
            _isIpv4Used = true;
        }

        _routes.AddressesChanged();
        FollowRoute(LinkRoute(previous), LinkRoute(current));
        bool wasAssigned = previous is { IsAssigned: true };
        bool isAssigned = current is { IsAssigned: true };
        if (isAssigned && !wasAssigned && current!.Address.IsIpv4)
        {
            Arp?.Claims.Add(current.Address);
        }
        else if (!isAssigned && (wasAssigned || current is null))
        {
            Arp?.Claims.Remove(previous!.Address);
        }

        if (wasAssigned && !isAssigned)
        {
            _services.Events.OnAddressRemoved(previous!.Address);
        }

        _services.Events.OnConfigurationChanged();
    }

    private void FollowRoute(Route? previous, Route? current)
    {
        if (previous is not null && previous != current && !Array.Exists(_addresses.All, other => LinkRoute(other) == previous))
        {
            _routes.Remove(previous);
        }

        if (current is not null)
        {
            _routes.Add(current);
        }
    }

    private Route? LinkRoute(InterfaceAddress? address) =>
        address is { IsAssigned: true, IsSubnetOnLink: true } ? new Route(address.Prefix.Network, Gateway: null, this) : null;
}
