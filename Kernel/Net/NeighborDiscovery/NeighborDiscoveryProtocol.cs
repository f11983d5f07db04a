using System;

namespace Sabos.Net;

/// <summary>
/// Neighbour discovery on one Ethernet interface: address resolution and unreachability detection (RFC 4861 7) here, detection of duplicates beside it;
/// what routers say goes to the interface's configuration, if that is left to them.
/// </summary>
internal sealed partial class NeighborDiscoveryProtocol : INeighborSolicitor
{
    /// <summary>No router passes it on: who receives it with this hop limit is on the sender's link.</summary>
    public const byte HopLimit = 255;

    private const int TargetSize = 16;
    private const int LinkAddressOptionSize = 8;

    private readonly NetworkInterface _interface;
    private readonly IStackEvents _events;
    private readonly StackServices _services;
    private readonly RouteTable _routes;
    private readonly DuplicateAddressDetection _detection;

    public NeighborDiscoveryProtocol(NetworkInterface attached, LinkMessageOutput output, StackServices services, RouteTable routes)
    {
        _services = services;
        _routes = routes;
        _interface = attached;
        _events = services.Events;
        Output = output;
        Neighbors = new NeighborCache(this, new PendingFrames(attached.Device, services.Counters.Ipv6), services.Clock, services.Random, services.Counters.Neighbors);
        _detection = new DuplicateAddressDetection(services.Clock, services.Random, services.Ipv6.DetectionTransmits, this);
    }

    public NeighborCache Neighbors { get; }

    /// <summary>Sends ICMPv6 messages that stay on the link.</summary>
    public LinkMessageOutput Output { get; }

    /// <summary>Addresses, routes and name servers from the link; null: they are configured by hand.</summary>
    public Ipv6Configuration? Configuration { get; private set; }

    /// <summary>When <see cref="Poll"/> is wanted next; the neighbours have a poll of their own.</summary>
    public Instant NextPoll => Instant.Earlier(_detection.NextPoll, Configuration?.NextPoll ?? Instant.Never);

    public void StartConfiguration()
    {
        Configuration ??= new Ipv6Configuration(_interface, Output, _services, _routes);
        Configuration.Start();
    }

    /// <summary>The link came back, and may be another: addresses are asked for, and routers looked for anew.</summary>
    public void LinkUp()
    {
        foreach (InterfaceAddress own in _interface.Addresses)
        {
            if (own is { Address.IsIpv6: true, IsAssigned: true } && _services.Ipv6.DetectionTransmits > 0)
            {
                // In use all the same: connections outlive a link that was away for a moment.
                _interface.SetAddress(own with { State = AddressState.Optimistic });
            }
        }

        if (Configuration is not null)
        {
            Configuration.Start();
            UseLinkTimes(Configuration.Routers.Parameters);
        }
    }

    /// <summary>Tells all nodes where our addresses are, unasked (RFC 4861 7.2.6).</summary>
    public void AnnounceAll()
    {
        foreach (InterfaceAddress own in _interface.Addresses)
        {
            if (own is { Address.IsIpv6: true, IsAssigned: true })
            {
                Advertise(own.Address, IpAddress.AllNodes.InZone(_interface.Index), isSolicited: false, hardware: null);
            }
        }
    }

    public void Poll()
    {
        Configuration?.Poll();
        _detection.Poll();
    }

    /// <summary>Takes a message whose hop limit is <see cref="HopLimit"/>. False: it is not valid.</summary>
    public bool TryReceive(in IpReceived packet, in Icmpv6Message message) => message.Type switch
    {
        Icmpv6Type.NeighborSolicitation => TryReceiveSolicitation(packet, message),
        Icmpv6Type.NeighborAdvertisement => TryReceiveAdvertisement(packet, message),
        Icmpv6Type.RouterAdvertisement => TryReceiveRouter(packet, message),
        Icmpv6Type.Redirect => Configuration is not { } configuration || configuration.Routers.TryReceiveRedirect(packet.Source, message),
        _ => true,
    };

    /// <summary>RFC 4861 7.2.2: to the neighbour's solicited-node group, or to itself when it was reachable before.</summary>
    public void Solicit(IpAddress address, MacAddress? neighbor)
    {
        if (_interface.TrySelectSource(address, address, out IpAddress source))
        {
            IpAddress destination = neighbor is null ? address.SolicitedNode.InZone(_interface.Index) : address;
            Send(Icmpv6Type.NeighborSolicitation, flags: 0, source, destination, address, NeighborOptionType.SourceLinkAddress, neighbor);
        }
    }

    public void ReportUnreachable(ReadOnlySpan<byte> packet) => _events.OnHostUnreachable(_interface, packet);

    public void OnTimed() => _events.OnNeighborTimed();

    public void OnUnreachable(IpAddress neighbor) => Configuration?.Routers.MarkUnreachable(neighbor);

    /// <summary>RFC 4861 7.1.1 and 7.2.3.</summary>
    private bool TryReceiveSolicitation(in IpReceived packet, in Icmpv6Message message)
    {
        bool isFromNowhere = packet.Source.IsUnspecified;
        if (!NeighborMessage.TryParse(message, out NeighborMessage solicitation))
        {
            return false;
        }

        bool hasLinkAddress = solicitation.Options.TryFindLinkAddress(NeighborOptionType.SourceLinkAddress, out MacAddress hardware);
        IpAddress target = solicitation.Target.InZone(_interface.Index);
        if (isFromNowhere && (hasLinkAddress || packet.Destination.InZone(0) != target.SolicitedNode))
        {
            return false;
        }

        if (isFromNowhere)
        {
            _rival = default;
            _detection.ReceiveSolicitation(target, FindNonce(solicitation.Options));
        }

        // An optimistic address that somebody else asks for is lost to us, and answered no more (RFC 4429 3.3).
        if (!_interface.HasAddress(target))
        {
            return true;
        }

        if (isFromNowhere)
        {
            // Somebody asks whether the address is free: all nodes are told that it is not (RFC 4861 7.2.4).
            Advertise(target, IpAddress.AllNodes.InZone(_interface.Index), isSolicited: false, hardware: null);
            return true;
        }

        if (hasLinkAddress && !Neighbors.TryUpdate(packet.Source, hardware, isAnswer: false))
        {
            Neighbors.Learn(packet.Source, hardware);
        }

        Advertise(target, packet.Source, isSolicited: true, hasLinkAddress ? hardware : null);
        return true;
    }

    /// <summary>RFC 4861 7.1.2 and 7.2.5.</summary>
    private bool TryReceiveAdvertisement(in IpReceived packet, in Icmpv6Message message)
    {
        if (!NeighborMessage.TryParse(message, out NeighborMessage advertisement) || (advertisement.IsSolicited && packet.Destination.IsMulticast))
        {
            return false;
        }

        MacAddress? hardware = advertisement.Options.TryFindLinkAddress(NeighborOptionType.TargetLinkAddress, out MacAddress told) ? told : null;
        IpAddress target = advertisement.Target.InZone(_interface.Index);
        _rival = told;
        _detection.ReceiveAdvertisement(target);
        bool wasRouter = Neighbors.IsRouter(target);
        Neighbors.TakeAdvertisement(target, hardware, advertisement.IsSolicited, advertisement.IsOverride, advertisement.IsRouter);
        if (wasRouter && !Neighbors.IsRouter(target))
        {
            Configuration?.Routers.MarkHost(target);
        }

        return true;
    }

    /// <summary>RFC 4861 6.3.4: beside what it offers, a router tells its link-layer address.</summary>
    private bool TryReceiveRouter(in IpReceived packet, in Icmpv6Message message)
    {
        if (Configuration is not { } configuration)
        {
            return true;
        }

        if (!configuration.Routers.TryReceiveAdvertisement(packet.Source, message))
        {
            return false;
        }

        if (RouterAdvertisement.TryParse(message, out RouterAdvertisement advertisement)
            && advertisement.Options.TryFindLinkAddress(NeighborOptionType.SourceLinkAddress, out MacAddress hardware)
            && !Neighbors.TryUpdate(packet.Source, hardware, isAnswer: false))
        {
            Neighbors.Learn(packet.Source, hardware);
        }

        Neighbors.MarkRouter(packet.Source);
        UseLinkTimes(configuration.Routers.Parameters);
        configuration.FollowRouters();
        return true;
    }

    private void UseLinkTimes(LinkParameters parameters)
    {
        Neighbors.SetTimes(parameters.ReachableTime, parameters.RetransmissionTime);
        _detection.RetransmissionTime = parameters.RetransmissionTime;
    }

    private void Advertise(IpAddress target, IpAddress destination, bool isSolicited, MacAddress? hardware)
    {
        // RFC 4429 3.3: while it may be another's, what others know of it is left as it is.
        bool isOverride = _interface.FindAddress(target) is not { State: AddressState.Optimistic };
        uint flags = NeighborMessage.Flags(isRouter: false, isSolicited, isOverride);
        Send(Icmpv6Type.NeighborAdvertisement, flags, target, destination, target, NeighborOptionType.TargetLinkAddress, hardware);
    }

    private void Send(
        Icmpv6Type type, uint flags, IpAddress source, IpAddress destination, IpAddress target, NeighborOptionType option, MacAddress? hardware)
    {
        Span<byte> body = stackalloc byte[TargetSize + LinkAddressOptionSize];
        target.WriteTo(body);
        body[TargetSize] = (byte)option;
        body[TargetSize + 1] = LinkAddressOptionSize / 8;
        _interface.Capabilities.Address.WriteTo(body[(TargetSize + 2)..]);
        Output.TrySend(source, destination, new Icmpv6Header(type, 0, flags), body, hardware);
    }
}
