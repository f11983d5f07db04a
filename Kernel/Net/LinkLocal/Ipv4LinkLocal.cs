using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// A link-local address for an interface that has no other (RFC 3927). Whether there is a DHCP server makes no difference to it, nor it to the DHCP
/// client (1.9, 2.11): it looks at the interface's addresses only.
/// </summary>
internal sealed class Ipv4LinkLocal : IAddressClaimant
{
    private const int PrefixLength = 16;

    // RFC 3927 9.
    private const int MaxConflicts = 10;
    private static readonly TimeSpan s_rateLimit = TimeSpan.FromSeconds(60);

    // What a DHCP server may take, which looks for a rival for some seconds before it offers.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // For those who use it when a routable address comes (1.9).
    private static readonly TimeSpan s_transition = TimeSpan.FromMinutes(15);

    // After every other route.
    private const int LastMetric = int.MaxValue;

    private readonly NetworkInterface _interface;
    private readonly RouteTable _routes;
    private readonly StackClock _clock;
    private readonly LinkLocalCandidates _candidates;
    private readonly Route _subnet;
    private readonly Route _everything;
    private IReadOnlyList<InterfaceAddress>? _seen;
    private IpAddress? _candidate;
    private int _conflicts;

    public Ipv4LinkLocal(NetworkInterface attached, RouteTable routes, StackClock clock)
    {
        _interface = attached;
        _routes = routes;
        _clock = clock;
        _candidates = new LinkLocalCandidates(attached.Device.Capabilities.Address);
        _subnet = new Route(new IpPrefix(IpAddress.FromIpv4(169, 254, 0, 0), PrefixLength), Gateway: null, attached, LastMetric);
        _everything = new Route(new IpPrefix(IpAddress.AnyIpv4, 0), Gateway: null, attached, LastMetric);
    }

    public bool YieldsToRival => true;

    /// <summary>When patience ends, or at once after a change of the interface's addresses.</summary>
    public Instant NextPoll => ReferenceEquals(_seen, _interface.Addresses) ? PatienceEnd : _clock.Now;

    private Instant PatienceEnd { get; set; } = Instant.Never;

    public void Poll()
    {
        if (!ReferenceEquals(_seen, _interface.Addresses))
        {
            Follow();
            _seen = _interface.Addresses;
        }

        if (PatienceEnd <= _clock.Now)
        {
            PatienceEnd = Instant.Never;
            Try(TimeSpan.Zero);
        }
    }

    public void OnClaimed(IpAddress address)
    {
        _conflicts = 0;
        _interface.SetAddress(new InterfaceAddress(new IpPrefix(address, PrefixLength), AddressOrigin.LinkLocal));
    }

    /// <summary>Another one is tried at once, but not for ever (2.2.1).</summary>
    public void OnLost(IpAddress address)
    {
        _conflicts++;
        Abandon();
        Try(_conflicts > MaxConflicts ? s_rateLimit : TimeSpan.Zero);
    }

    /// <summary>The link came back: a server on the other end has its time again.</summary>
    public void LinkUp()
    {
        if (PatienceEnd != Instant.Never)
        {
            PatienceEnd = _clock.Now + s_patience;
        }
    }

    private void Follow()
    {
        InterfaceAddress? routable = null;
        foreach (InterfaceAddress own in _interface.Addresses)
        {
            routable ??= own is { IsAssigned: true, Address: { IsIpv4: true, IsLinkLocal: false } } ? own : null;
        }

        InterfaceAddress? ours = _candidate is { } address ? _interface.FindAddress(address) : null;
        if (routable is not null)
        {
            PatienceEnd = Instant.Never;
            GiveWay(ours);
        }
        else if (ours is { State: AddressState.Deprecated })
        {
            _interface.SetAddress(ours with { State = AddressState.Preferred, ValidUntil = Instant.Never });
        }
        else if (_candidate is null && PatienceEnd == Instant.Never)
        {
            PatienceEnd = _clock.Now + s_patience;
        }

        FollowRoutes(routable);
    }

    /// <summary>New conversations take the routable address, old ones go on for a while (1.9 2).</summary>
    private void GiveWay(InterfaceAddress? ours)
    {
        if (ours is null)
        {
            Abandon();
        }
        else if (ours.State == AddressState.Preferred)
        {
            _interface.SetAddress(ours with { State = AddressState.Deprecated, ValidUntil = _clock.Now + s_transition });
        }
    }

    /// <summary>
    /// With a link-local address alone everything is looked for on the link, and in any case what has one (2.6.2); but where a lease has no subnet there
    /// is no link with stations on it.
    /// </summary>
    private void FollowRoutes(InterfaceAddress? routable)
    {
        bool isAlone = _candidate is { } address && _interface.FindAddress(address) is { State: AddressState.Preferred };
        Follow(_everything, isAlone);
        Follow(_subnet, routable is { Prefix.Length: < 31 });
    }

    private void Follow(Route route, bool isWanted)
    {
        if (isWanted)
        {
            _routes.Add(route);
        }
        else
        {
            _routes.Remove(route);
        }
    }

    private void Try(TimeSpan pause)
    {
        _candidate = _candidates.Next();
        _interface.Arp!.Claims.Probe(_candidate.Value, this, AddressProbing.Standard, pause);
    }

    private void Abandon()
    {
        if (_candidate is { } address)
        {
            _candidate = null;
            _interface.Arp!.Claims.Remove(address);
            _interface.RemoveAddress(address);
        }
    }
}
