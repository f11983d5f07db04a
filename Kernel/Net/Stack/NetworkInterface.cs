using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A device attached to the stack, with its addresses and how it got them.</summary>
public sealed partial class NetworkInterface
{
    // Replaced, never changed: looked at for every packet.
    private IpPrefix[] _addresses = [];
    private readonly StackServices _services;
    private readonly RouteTable _routes;
    private readonly Func<NetworkInterface, DhcpClient> _createDhcp;
    private bool _wasLinkUp;

    internal NetworkInterface(string name, int index, ILinkDevice device, StackServices services, RouteTable routes, Func<NetworkInterface, DhcpClient> createDhcp)
    {
        Name = name;
        Index = index;
        Device = device;
        Capabilities = device.Capabilities;
        _services = services;
        _routes = routes;
        _createDhcp = createDhcp;
        _wasLinkUp = device.IsLinkUp;
        Arp = device.Capabilities.Medium == LinkMedium.Ethernet ? new ArpProtocol(this, services) : null;
    }

    /// <summary>lo, eth0, ...</summary>
    public string Name { get; }

    /// <summary>From 1 upwards; loopback is 1.</summary>
    public int Index { get; }

    public ILinkDevice Device { get; }

    /// <summary>The device's capabilities, which never change.</summary>
    internal LinkCapabilities Capabilities { get; }

    public IReadOnlyList<IpPrefix> Addresses => _addresses;

    /// <summary>The DHCP client, when the interface is configured by it.</summary>
    public DhcpClient? Dhcp { get; private set; }

    internal ArpProtocol? Arp { get; }

    internal bool IsLoopback => Device is LoopbackDevice;

    internal Instant NextPoll => Instant.Earlier(Arp?.NextPoll ?? Instant.Never, _wasLinkUp && Dhcp is { } dhcp ? dhcp.NextPoll : Instant.Never);

    /// <summary>Configures a static address; the link's own route comes with it, and the neighbours are told (RFC 5227 2.3).</summary>
    public void AddAddress(IpPrefix address)
    {
        if (Array.IndexOf(_addresses, address) >= 0)
        {
            return;
        }

        _addresses = [.. _addresses, address];
        _routes.AddressesChanged();
        if (LinkRoute(address) is { } route)
        {
            _routes.Add(route);
        }

        Arp?.Claims.Add(address.Address);
        _services.Events.OnConfigurationChanged();
    }

    /// <summary>Withdraws an address, and the route that came with it; sockets bound to it are told.</summary>
    public void RemoveAddress(IpPrefix address)
    {
        if (Array.IndexOf(_addresses, address) < 0)
        {
            return;
        }

        _addresses = Array.FindAll(_addresses, other => other != address);
        _routes.AddressesChanged();
        if (LinkRoute(address) is { } route && !Array.Exists(_addresses, other => other.Network == address.Network))
        {
            _routes.Remove(route);
        }

        Arp?.Claims.Remove(address.Address);
        _services.Events.OnAddressRemoved(address.Address);
        _services.Events.OnConfigurationChanged();
    }

    /// <summary>Starts the DHCP client, which sets address, routes and name servers when it has a lease.</summary>
    /// <exception cref="InvalidOperationException">The device is no Ethernet.</exception>
    public void StartDhcp()
    {
        if (Arp is null)
        {
            throw new InvalidOperationException($"{Name} is no Ethernet");
        }

        Dhcp ??= _createDhcp(this);
    }

    /// <summary>A snapshot of the neighbours (ARP's table), the most recently used first.</summary>
    public IReadOnlyList<NeighborInfo> GetNeighbors() => Arp?.Neighbors.GetEntries() ?? [];

    /// <summary>Whether a packet to this address, received here, is for us; every address of 127.0.0.0/8 is, on loopback.</summary>
    internal bool HasAddress(IpAddress address)
    {
        foreach (ref readonly IpPrefix own in _addresses.AsSpan())
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

        foreach (ref readonly IpPrefix own in _addresses.AsSpan())
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

        foreach (ref readonly IpPrefix own in _addresses.AsSpan())
        {
            if (own.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Our address to talk to this one from: that of its subnet, or else our first.</summary>
    internal bool TrySelectSource(IpAddress destination, out IpAddress source)
    {
        foreach (ref readonly IpPrefix own in _addresses.AsSpan())
        {
            if (own.Contains(destination))
            {
                source = own.Address;
                return true;
            }
        }

        source = _addresses.Length > 0 ? _addresses[0].Address : default;
        return _addresses.Length > 0;
    }

    internal void Poll()
    {
        if (Device.IsLinkUp != _wasLinkUp)
        {
            _wasLinkUp = Device.IsLinkUp;
            Arp?.Neighbors.Clear();
            if (_wasLinkUp)
            {
                Arp?.Claims.Restart();
                Dhcp?.LinkUp();
            }

            _services.Events.OnConfigurationChanged();
        }

        if (_wasLinkUp)
        {
            Dhcp?.Poll();
        }

        Arp?.Poll();
    }

    private Route? LinkRoute(IpPrefix address) =>
        address.Length < address.Address.Length * 8 ? new Route(address.Network, Gateway: null, this) : null;
}
