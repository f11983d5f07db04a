using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A device attached to the stack, with its addresses and how it got them.</summary>
public sealed partial class NetworkInterface
{
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

    internal ArpProtocol? Arp { get; }

    internal bool IsLoopback => Device is LoopbackDevice;

    internal Instant NextPoll => Instant.Earlier(
        _addresses.NextPoll,
        Instant.Earlier(NextNeighborPoll, NextIpv4Poll));

    private Instant NextNeighborPoll => Instant.Earlier(Arp?.NextPoll ?? Instant.Never, Discovery?.NextPoll ?? Instant.Never);

    /// <summary>A snapshot of the neighbours (ARP's table, and that of neighbour discovery), each with the most recently used first.</summary>
    public IReadOnlyList<NeighborInfo> GetNeighbors() => [.. Arp?.Neighbors.GetEntries() ?? [], .. Discovery?.Neighbors.GetEntries() ?? []];

    internal void Poll()
    {
        if (Device.IsLinkUp != _wasLinkUp)
        {
            _wasLinkUp = Device.IsLinkUp;
            Arp?.Neighbors.Clear();
            Discovery?.Neighbors.Clear();
            if (_wasLinkUp)
            {
                FollowIpv4Link();
            }

            _services.Events.OnConfigurationChanged();
        }

        if (_wasLinkUp)
        {
            PollIpv4();
        }

        PollAddresses(_services.Clock.Now);
        Arp?.Poll();
        Discovery?.Poll();
    }
}
