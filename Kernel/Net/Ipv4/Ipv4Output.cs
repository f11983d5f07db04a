using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Sending over IPv4: route, header, fragmentation.</summary>
internal sealed class Ipv4Output : IIpOutput
{
    private const int MaxTcpHeader = 60;

    private readonly List<NetworkInterface> _interfaces;
    private readonly RouteTable _routes;
    private readonly RouteCache _found;
    private readonly IpCounters _counters;
    private readonly PathMtuCache _pathMtus;
    private readonly Ipv4Identification _identification;
    private readonly Ipv4Fragmenter _fragmenter;

    public Ipv4Output(List<NetworkInterface> interfaces, RouteTable routes, StackServices services)
    {
        _interfaces = interfaces;
        _routes = routes;
        _found = new RouteCache(routes);
        _counters = services.Counters.Ip;
        _pathMtus = new PathMtuCache(services.Clock, services.Random);
        _identification = new Ipv4Identification(services.Random);
        _fragmenter = new Ipv4Fragmenter(_counters);
    }

    /// <summary>Advances with every change of the routes or of an interface's addresses.</summary>
    public uint Generation => _routes.Generation;

    public TransportError TryRoute(IpAddress destination, IpAddress source, out IpRoute route)
    {
        if (!_found.TryFind(destination, source, out route))
        {
            TransportError error = Search(destination, source, out route);
            if (error != TransportError.None)
            {
                return error;
            }

            _found.Add(destination, source, route);
        }

        if (!route.Interface.Device.IsLinkUp)
        {
            return TransportError.NetworkUnreachable;
        }

        if (!route.Interface.IsLoopback)
        {
            route = route with { Mtu = _pathMtus.Lower(destination, route.Mtu) };
        }

        return TransportError.None;
    }

    public TransportError TryReserve(in IpSend send, int payloadLength, TransmitOffload offload, out OutgoingPacket packet)
    {
        packet = default;
        TransportError error = TryRoute(send.Destination, send.Source, out IpRoute route);
        if (error != TransportError.None)
        {
            _counters.OutNoRoutes++;
            return error;
        }

        LinkCapabilities link = route.Interface.Capabilities;
        int length = Ipv4Header.Size + payloadLength;
        if (length > ushort.MaxValue)
        {
            return TransportError.MessageTooLong;
        }

        bool isSegmentedByDevice = offload.SegmentSize != 0 && link.MaxSegmentationPayload != 0
            && payloadLength <= link.MaxSegmentationPayload + MaxTcpHeader;
        bool isFragmented = length > route.Mtu && !isSegmentedByDevice;
        if (isFragmented && send.DoNotFragment)
        {
            _counters.OutFragFails++;
            return TransportError.MessageTooLong;
        }

        // A packet that will not be fragmented anywhere needs no identification (RFC 6864 4.1).
        Ipv4Header header = new()
        {
            Source = route.Source,
            Destination = send.Destination,
            Protocol = send.Protocol,
            TimeToLive = send.TimeToLive,
            TrafficClass = send.TrafficClass,
            Identification = send.DoNotFragment ? (ushort)0 : _identification.Next(send, route.Source),
            DoNotFragment = send.DoNotFragment,
            PayloadLength = payloadLength,
        };
        if (isFragmented)
        {
            return _fragmenter.TryReserve(route, header, send.IsToStranger, out packet);
        }

        bool completesChecksum = offload.ChecksumOffset != 0 && link.TransmitChecksum;
        offload = completesChecksum ? offload with { ChecksumStart = (ushort)(offload.ChecksumStart + Ipv4Header.Size) } : TransmitOffload.None;
        error = route.Interface.TryReservePacket(route, length, offload, send.IsToStranger, out OutgoingFrame frame, out int linkHeader);
        if (error != TransportError.None)
        {
            return error;
        }

        _counters.OutRequests++;
        header.WriteTo(frame.Bytes[linkHeader..]);
        packet = new OutgoingPacket(frame, linkHeader + Ipv4Header.Size, completesChecksum);
        return TransportError.None;
    }

    public void ConfirmReachable(IpAddress destination)
    {
        if (TryRoute(destination, default, out IpRoute route) == TransportError.None)
        {
            route.Interface.Arp?.Neighbors.Confirm(route.NextHop);
        }
    }

    public void ReducePathMtu(IpAddress destination, int mtu) => _pathMtus.Reduce(destination, mtu);

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

    /// <summary>Routes without the path's MTU, which changes while the route stays.</summary>
    private TransportError Search(IpAddress destination, IpAddress source, out IpRoute route)
    {
        route = default;
        if (destination.IsIpv6 || destination.IsUnspecified)
        {
            return TransportError.NetworkUnreachable;
        }

        bool isSourceGiven = !source.IsUnspecified;
        if (isSourceGiven && source.IsIpv6)
        {
            return TransportError.AddressFamilyNotSupported;
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

        // What is bound to 127.0.0.1 never leaves the host (RFC 1122 3.2.1.3 (g)).
        if (isSourceGiven ? source.IsLoopback : !link!.TrySelectSource(destination, nextHop, out source))
        {
            return TransportError.NetworkUnreachable;
        }

        route = new IpRoute(link!, source, nextHop, link!.Capabilities.Mtu) { IsToGroup = nextHop.IsMulticast || link.IsBroadcast(nextHop) };
        return TransportError.None;
    }

    private bool TryChooseLink(IpAddress destination, NetworkInterface? home, out NetworkInterface? link, out IpAddress nextHop)
    {
        nextHop = destination;
        if (destination.IsMulticast || destination.IsLimitedBroadcast)
        {
            link = home ?? _routes.Find(destination)?.Interface ?? FirstConfigured();
            return link is not null;
        }

        Route? route = _routes.Find(destination);
        link = route?.Interface;
        nextHop = route?.Gateway ?? destination;
        return route is not null;
    }

    private NetworkInterface? FirstConfigured()
    {
        foreach (NetworkInterface candidate in _interfaces)
        {
            if (candidate.Index != _interfaces[0].Index && candidate.Addresses.Count > 0)
            {
                return candidate;
            }
        }

        return null;
    }
}
