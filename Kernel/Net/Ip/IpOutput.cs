using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Sending over IP, both versions: route, source address, header, fragmentation.</summary>
internal sealed class IpOutput : IIpOutput
{
    private readonly List<NetworkInterface> _interfaces;
    private readonly RouteTable _routes;
    private readonly RouteCache _found;
    private readonly IpCounters _ipv4Counters;
    private readonly IpCounters _ipv6Counters;
    private readonly PathMtuCache _pathMtus;
    private readonly PacketIdentification _identification;
    private readonly Ipv6FlowLabels _flowLabels;
    private readonly Fragmenter _ipv4Fragmenter;
    private readonly Fragmenter _ipv6Fragmenter;

    public IpOutput(List<NetworkInterface> interfaces, RouteTable routes, StackServices services)
    {
        _interfaces = interfaces;
        _routes = routes;
        _found = new RouteCache(routes);
        _ipv4Counters = services.Counters.Ip;
        _ipv6Counters = services.Counters.Ipv6;
        _pathMtus = new PathMtuCache(services.Clock, services.Random);
        _identification = new PacketIdentification(services.Random);
        _flowLabels = new Ipv6FlowLabels(services.Random);
        _ipv4Fragmenter = new Fragmenter(new Ipv4FragmentHeaders(), _ipv4Counters);
        _ipv6Fragmenter = new Fragmenter(new Ipv6FragmentHeaders(_flowLabels), _ipv6Counters);
    }

    /// <summary>Advances with every change of the routes or of an interface's addresses.</summary>
    public uint Generation => _routes.Generation;

    public TransportError TryRoute(IpAddress destination, IpAddress source, out IpRoute route)
    {
        ref readonly IpRoute found = ref Find(destination, source, out TransportError error);
        route = error == TransportError.None ? found with { Mtu = MtuOf(found, destination) } : default;
        return error;
    }

    public TransportError TryReserve(in IpSend send, int payloadLength, TransmitOffload offload, out OutgoingPacket packet)
    {
        packet = default;
        bool isIpv4 = send.Destination.IsIpv4;
        IpCounters counters = isIpv4 ? _ipv4Counters : _ipv6Counters;
        ref readonly IpRoute route = ref Find(send.Destination, send.Source, out TransportError error);
        if (error != TransportError.None)
        {
            counters.OutNoRoutes++;
            return error;
        }

        // IPv4's length counts the header, IPv6's does not.
        int headerLength = isIpv4 ? Ipv4Header.Size : Ipv6Header.Size;
        if (payloadLength > (isIpv4 ? ushort.MaxValue - Ipv4Header.Size : ushort.MaxValue))
        {
            return TransportError.MessageTooLong;
        }

        LinkCapabilities link = route.Interface.Capabilities;
        int length = headerLength + payloadLength;
        bool isSegmentedByDevice = offload.SegmentSize != 0 && payloadLength - offload.TransportHeaderLength <= route.MaxSegmentationPayload;
        int largest = isSegmentedByDevice ? headerLength + offload.TransportHeaderLength + offload.SegmentSize : length;
        int mtu = MtuOf(route, send.Destination);
        if (largest > mtu)
        {
            return TryReserveFragments(route, mtu, send, payloadLength, out packet);
        }

        bool completesChecksum = offload.ChecksumOffset != 0 && link.TransmitChecksum;
        offload = completesChecksum ? offload.Behind((ushort)headerLength) : TransmitOffload.None;
        error = route.Interface.TryReservePacket(route, length, offload, send.IsToStranger, out packet.Frame, out int linkHeader);
        if (error != TransportError.None)
        {
            return error;
        }

        counters.OutRequests++;
        if (isIpv4)
        {
            WriteIpv4Header(packet.Frame.Bytes[linkHeader..], route, send, payloadLength);
        }
        else
        {
            WriteIpv6Header(packet.Frame.Bytes[linkHeader..], route, send, payloadLength);
        }

        packet.HeaderLength = linkHeader + headerLength;
        packet.CompletesChecksum = completesChecksum;
        return TransportError.None;
    }

    public void ConfirmReachable(IpAddress destination)
    {
        ref readonly IpRoute route = ref Find(destination, default, out TransportError error);
        if (error == TransportError.None)
        {
            route.Interface.NeighborsOf(route.NextHop)?.Confirm(route.NextHop);
        }
    }

    /// <summary>What is less than every link of IPv6 carries is no path's MTU (RFC 8201 4).</summary>
    public void ReducePathMtu(IpAddress destination, int mtu)
    {
        if (destination.IsIpv4 || mtu >= PathMtuCache.MinimumIpv6)
        {
            _pathMtus.Reduce(destination, mtu);
        }
    }

    /// <summary>The interface that has this address, or null.</summary>
    public NetworkInterface? FindOwner(IpAddress address)
    {
        foreach (NetworkInterface candidate in _interfaces)
        {
            if (candidate.HasAddress(address))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>
    /// On loopback a link-local address has lost its zone: that of the interface which has it. Both ends of such a packet are ours.
    /// </summary>
    public IpAddress RestoreZone(IpAddress address)
    {
        foreach (NetworkInterface candidate in _interfaces)
        {
            if (address.IsZoned && candidate.HasAddress(address.InZone(candidate.Index)))
            {
                return address.InZone(candidate.Index);
            }
        }

        return address;
    }

    /// <summary>
    /// The route as it is remembered, until another is looked for; nothing that is done for one packet does that. It is without the path's MTU, which changes while
    /// the route stays. With an error, it is any.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly IpRoute Find(IpAddress destination, IpAddress source, out TransportError error)
    {
        int place = RouteCache.PlaceOf(destination, source);
        ref readonly IpRoute route = ref _found.TryFind(place, destination, source, out bool isKnown);
        error = isKnown ? TransportError.None : Remember(place, destination, source);
        if (error == TransportError.None && !route.Interface.Device.IsLinkUp)
        {
            error = TransportError.NetworkUnreachable;
        }

        return ref route;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TransportError Remember(int place, IpAddress destination, IpAddress source)
    {
        TransportError error = Search(destination, source, out IpRoute route);
        if (error == TransportError.None)
        {
            _found.Add(place, destination, source, route);
        }

        return error;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int MtuOf(in IpRoute route, IpAddress destination) =>
        route.Interface.IsLoopback ? route.Mtu : _pathMtus.Lower(destination, route.Mtu);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TransportError TryReserveFragments(scoped in IpRoute route, int mtu, scoped in IpSend send, int payloadLength, out OutgoingPacket packet)
    {
        packet = default;
        bool isIpv4 = send.Destination.IsIpv4;
        if (send.DoNotFragment)
        {
            (isIpv4 ? _ipv4Counters : _ipv6Counters).OutFragFails++;
            return TransportError.MessageTooLong;
        }

        uint identification = _identification.Next(send, route.Source);
        return (isIpv4 ? _ipv4Fragmenter : _ipv6Fragmenter).TryReserve(route with { Mtu = mtu }, send, identification, payloadLength, out packet);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteIpv4Header(Span<byte> packet, in IpRoute route, in IpSend send, int payloadLength)
    {
        // A packet that will not be fragmented anywhere needs no identification (RFC 6864 4.1).
        Ipv4Header header = new()
        {
            Source = route.Source,
            Destination = send.Destination,
            Protocol = send.Protocol,
            TimeToLive = send.TimeToLive ?? route.HopLimit,
            TrafficClass = send.TrafficClass,
            Identification = send.DoNotFragment ? (ushort)0 : (ushort)_identification.Next(send, route.Source),
            DoNotFragment = send.DoNotFragment,
            PayloadLength = payloadLength,
        };
        header.WriteTo(packet);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteIpv6Header(Span<byte> packet, in IpRoute route, in IpSend send, int payloadLength)
    {
        Ipv6Header header = new()
        {
            Source = route.Source,
            Destination = send.Destination,
            NextHeader = send.Protocol,
            HopLimit = send.TimeToLive ?? route.HopLimit,
            TrafficClass = send.TrafficClass,
            FlowLabel = _flowLabels.Of(send, route.Source),
            PayloadLength = payloadLength,
        };
        header.WriteTo(packet);
    }

    private TransportError Search(IpAddress destination, IpAddress source, out IpRoute route)
    {
        route = default;
        if (destination.IsUnspecified)
        {
            return TransportError.NetworkUnreachable;
        }

        bool isSourceGiven = !source.IsUnspecified;
        if (isSourceGiven && source.IsIpv4 != destination.IsIpv4)
        {
            return TransportError.AddressFamilyNotSupported;
        }

        // RFC 4007 6: without its zone a link-local address could be anywhere.
        if (destination.LacksZone || source.LacksZone)
        {
            return TransportError.InvalidArgument;
        }

        NetworkInterface? home = isSourceGiven ? FindOwner(source) : null;
        if (isSourceGiven && home is null)
        {
            return TransportError.AddressNotAvailable;
        }

        if (FindOwner(destination) is not null)
        {
            NetworkInterface loopback = _interfaces[0];
            route = new IpRoute(loopback, isSourceGiven ? source : destination, destination, loopback.Capabilities.Mtu);
            return TransportError.None;
        }

        if (!TryChooseLink(destination, home, out NetworkInterface? link, out IpAddress nextHop))
        {
            return TransportError.NetworkUnreachable;
        }

        // What is bound to a loopback address never leaves the host (RFC 1122 3.2.1.3 (g), RFC 4291 2.5.3).
        if (isSourceGiven ? source.IsLoopback && !link!.IsLoopback : !link!.TrySelectSource(destination, nextHop, out source))
        {
            return TransportError.NetworkUnreachable;
        }

        route = new IpRoute(link!, source, nextHop, destination.IsIpv4 ? link!.Ipv4Mtu : link!.Ipv6Mtu)
        {
            HopLimit = destination.IsIpv4 ? IpRoute.DefaultHopLimit : link.Ipv6HopLimit,
            IsToGroup = nextHop.IsMulticast || link.IsBroadcast(nextHop),
            MaxSegmentationPayload = link.Capabilities.MaxSegmentationPayloadTo(destination),
        };
        return TransportError.None;
    }

    private bool TryChooseLink(IpAddress destination, NetworkInterface? home, out NetworkInterface? link, out IpAddress nextHop)
    {
        nextHop = destination;
        if (destination.Zone is var zone and not 0)
        {
            link = zone <= _interfaces.Count ? _interfaces[zone - 1] : null;
            return link is not null;
        }

        if (destination.IsMulticast || destination.IsLimitedBroadcast)
        {
            link = home ?? _routes.Find(destination)?.Interface ?? FirstWithAddress(destination.IsIpv4);
            return link is not null;
        }

        Route? route = _routes.Find(destination);
        link = route?.Interface;
        nextHop = route?.Gateway ?? destination;
        return route is not null;
    }

    private NetworkInterface? FirstWithAddress(bool isIpv4)
    {
        foreach (NetworkInterface candidate in _interfaces)
        {
            if (candidate.Index != _interfaces[0].Index && candidate.HasAddressOf(isIpv4))
            {
                return candidate;
            }
        }

        return null;
    }
}
