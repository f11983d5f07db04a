using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A device attached to the stack, with its addresses and how it got them.</summary>
public sealed class NetworkInterface
{
    internal NetworkInterface(string name, int index, ILinkDevice device)
    {
        Name = name;
        Index = index;
        Device = device;
    }

    /// <summary>lo, eth0, ...</summary>
    public string Name { get; }

    /// <summary>From 1 upwards; loopback is 1.</summary>
    public int Index { get; }

    public ILinkDevice Device { get; }

    public IReadOnlyList<IpPrefix> Addresses => throw new NotImplementedException();

    /// <summary>The DHCP client, when the interface is configured by it.</summary>
    public DhcpClient? Dhcp => throw new NotImplementedException();

    /// <summary>Configures a static address; the link's own route comes with it.</summary>
    public void AddAddress(IpPrefix address) => throw new NotImplementedException();

    public void RemoveAddress(IpPrefix address) => throw new NotImplementedException();

    /// <summary>Starts the DHCP client, which sets address, routes and name servers when it has a lease.</summary>
    public void StartDhcp() => throw new NotImplementedException();
}
