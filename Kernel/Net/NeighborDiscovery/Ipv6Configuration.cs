using System;

namespace Sabos.Net;

/// <summary>How one Ethernet interface comes to its IPv6 addresses, routes and name servers: by itself, and by what its link's routers and servers say.</summary>
internal sealed class Ipv6Configuration
{
    private const int LinkAddressOptionSize = 8;

    private static readonly IpAddress s_allRouters = IpAddress.FromIpv6(0xFF02_0000_0000_0000, 2);

    private readonly NetworkInterface _interface;
    private readonly LinkMessageOutput _output;
    private readonly RouterDiscoveryCounters _counters;

    public Ipv6Configuration(NetworkInterface attached, LinkMessageOutput output, StackServices services, RouteTable routes)
    {
        _interface = attached;
        _output = output;
        _counters = services.Counters.Routers;
        InterfaceIdentifiers identifiers = new(services.Random, attached.Capabilities.Address, services.Ipv6.StableSecret.Span);
        Addresses = new AddressAutoconfiguration(attached, identifiers, services.Clock, services.Random, services.Ipv6);
        Routers = new RouterDiscovery(attached, services, routes, Addresses, Solicit);
        Dhcp = new Dhcpv6Client(attached, services);
    }

    public AddressAutoconfiguration Addresses { get; }

    public RouterDiscovery Routers { get; }

    public Dhcpv6Client Dhcp { get; }

    public Instant NextPoll => Instant.Earlier(Dhcp.NextPoll, Instant.Earlier(Addresses.NextPoll, Routers.NextPoll));

    /// <summary>The link is up: the link-local address is made, and routers are asked for.</summary>
    public void Start()
    {
        Addresses.AddLinkLocal();
        Routers.Start();
        Dhcp.LinkUp();
    }

    /// <summary>Routers said something, or there is a link-local address now to ask servers from: they are asked for what routers say that they have.</summary>
    public void FollowRouters()
    {
        if (_interface.LinkLocalAddress is not null)
        {
            Dhcp.Follow(Routers.IsManaged, Routers.HasOtherInformation);
        }
    }

    /// <summary>An address is ours alone.</summary>
    public void Confirm(InterfaceAddress unique)
    {
        Addresses.Confirm(unique);
        FollowRouters();
    }

    /// <summary>An address of ours turned out to be another station's.</summary>
    public void Replace(InterfaceAddress duplicate)
    {
        if (duplicate.Origin == AddressOrigin.Dhcp)
        {
            Dhcp.Decline(duplicate.Address);
        }
        else
        {
            Addresses.Replace(duplicate);
        }
    }

    public void Poll()
    {
        Routers.Poll();
        Addresses.Poll();
        Dhcp.Poll();
    }

    /// <summary>
    /// Asks for routers (RFC 4861 6.3.7): from nowhere while we have no address, which saves the second that it takes to find out whether we may have one.
    /// </summary>
    private void Solicit()
    {
        Span<byte> option = stackalloc byte[LinkAddressOptionSize];
        option[0] = (byte)NeighborOptionType.SourceLinkAddress;
        option[1] = LinkAddressOptionSize / 8;
        _interface.Capabilities.Address.WriteTo(option[2..]);

        // An optimistic address is not to change what others know (RFC 4429 3.2).
        IpAddress? source = _interface.LinkLocalAddress;
        bool isOurs = source is { } own && _interface.FindAddress(own) is { State: not AddressState.Optimistic };
        Icmpv6Header header = new(Icmpv6Type.RouterSolicitation, 0, 0);
        _output.TrySend(source ?? IpAddress.AnyIpv6, s_allRouters.InZone(_interface.Index), header, isOurs ? option : default);
        _counters.Solicitations++;
    }
}
