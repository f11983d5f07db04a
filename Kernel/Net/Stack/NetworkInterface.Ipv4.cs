using System;

namespace Sabos.Net;

/// <summary>How the interface comes to an IPv4 address: by DHCP, or where nobody answers by itself.</summary>
public sealed partial class NetworkInterface
{
    private Ipv4LinkLocal? _ipv4LinkLocal;

    // There is or was an address, or DHCP is to bring one: until then no router is told of groups.
    private bool _isIpv4Used;

    /// <summary>The DHCP client, when the interface is configured by it.</summary>
    public DhcpClient? Dhcp { get; private set; }

    /// <summary>The largest packet to send, in bytes.</summary>
    internal int Ipv4Mtu { get; private set; }

    // A release comes to its end without a link, too.
    private Instant NextIpv4Poll => _wasLinkUp || Dhcp is { State: DhcpState.Releasing }
        ? Instant.Earlier(_isIpv4Used && Igmp is { } igmp ? igmp.Memberships.NextPoll : Instant.Never, NextDhcpPoll)
        : Instant.Never;

    private Instant NextDhcpPoll => Dhcp is { } dhcp
        ? Instant.Earlier(dhcp.NextPoll, dhcp.IsRunning ? _ipv4LinkLocal!.NextPoll : Instant.Never)
        : Instant.Never;

    /// <summary>
    /// Starts the DHCP client, which sets address, routes and name servers when it has a lease; anew after a release. While there is none for
    /// ten seconds, the interface takes a link-local address.
    /// </summary>
    /// <param name="previous">The address of an earlier lease, to be asked for first.</param>
    /// <exception cref="InvalidOperationException">The device is no Ethernet.</exception>
    public void StartDhcp(IpAddress? previous = null)
    {
        if (Arp is null)
        {
            throw new InvalidOperationException($"{Name} is no Ethernet");
        }

        if (Dhcp is null or { State: DhcpState.Released })
        {
            _isIpv4Used = true;
            _ipv4LinkLocal ??= new Ipv4LinkLocal(this, _routes, _services.Clock);
            Dhcp = _createDhcp(this);
            Dhcp.Start(previous);
        }
    }

    /// <summary>Sets the largest packet to send, but none that the link cannot take; null: whatever it takes.</summary>
    internal void LimitIpv4Mtu(int? limit)
    {
        int mtu = Math.Min(limit ?? Capabilities.Mtu, Capabilities.Mtu);
        if (mtu != Ipv4Mtu)
        {
            Ipv4Mtu = mtu;
            _routes.AddressesChanged();
        }
    }

    private void FollowIpv4Link()
    {
        Arp?.Claims.Restart();
        Igmp?.Memberships.Restart();
        Dhcp?.LinkUp();
        _ipv4LinkLocal?.LinkUp();
    }

    private void PollIpv4()
    {
        if (_isIpv4Used)
        {
            Igmp?.Memberships.Poll();
        }

        Dhcp?.Poll();
        if (Dhcp is { IsRunning: true })
        {
            _ipv4LinkLocal!.Poll();
        }
    }
}
