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
    private uint _announcementRequests;

    internal NetworkInterface(string name, int index, ILinkDevice device, StackServices services, RouteTable routes, Func<NetworkInterface, DhcpClient> createDhcp)
    {
        Name = name;
        Index = index;
        Device = device;
        _path = device;
        Capabilities = device.Capabilities;
        Ipv4Mtu = Capabilities.Mtu;
        _services = services;
        _routes = routes;
        _createDhcp = createDhcp;
        _wasLinkUp = device.IsLinkUp;
        if (device.Capabilities.Medium == LinkMedium.Ethernet)
        {
            Arp = new ArpProtocol(this, services);
            Igmp = new IgmpProtocol(this, services.Clock, services.Random);
            Mld = new MldProtocol(this, new LinkMessageOutput(this, services.Counters.Icmpv6), services.Clock, services.Random);
        }
        else if (IsLoopback)
        {
            _localGroups = new MulticastMemberships(services.Clock, services.Random, output: null);
        }
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
        Instant.Earlier(Instant.Earlier(NextNeighborPoll, NextIpv4Poll), _wasLinkUp ? NextIpv6Poll : Instant.Never));

    internal Instant NextNeighborPoll => Instant.Earlier(Arp?.NextPoll ?? Instant.Never, Discovery?.Neighbors.NextPoll ?? Instant.Never);

    /// <summary>Whether <see cref="Poll"/> has work, although nothing happened here but that connections sent and received, and no neighbour waits.</summary>
    internal bool NeedsPoll => Device.IsLinkUp != _wasLinkUp || Device.AnnouncementRequests != _announcementRequests;

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
                FollowIpv6Link();
            }

            _services.Events.OnConfigurationChanged();
        }

        PollAddresses(_services.Clock.Now);
        if (_wasLinkUp || Dhcp is { State: DhcpState.Releasing })
        {
            PollIpv4();
        }

        if (_wasLinkUp)
        {
            PollIpv6();
        }

        if (Device.AnnouncementRequests != _announcementRequests)
        {
            _announcementRequests = Device.AnnouncementRequests;
            Arp?.Claims.AnnounceAll();
            Discovery?.AnnounceAll();
        }

        Arp?.Poll();
        Discovery?.Neighbors.Poll();
        FollowGroups();
    }
}
