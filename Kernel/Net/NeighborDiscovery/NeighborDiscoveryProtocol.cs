using System;

namespace Sabos.Net;

/// <summary>Address resolution and unreachability detection on one Ethernet interface over IPv6 (RFC 4861 7).</summary>
internal sealed class NeighborDiscoveryProtocol : INeighborSolicitor
{
    /// <summary>No router passes it on: who receives it with this hop limit is on the sender's link.</summary>
    public const byte HopLimit = 255;

    private const int TargetSize = 16;
    private const int LinkAddressOptionSize = 8;

    private readonly NetworkInterface _interface;
    private readonly IStackEvents _events;

    public NeighborDiscoveryProtocol(NetworkInterface attached, StackServices services)
    {
        _interface = attached;
        _events = services.Events;
        Output = new LinkMessageOutput(attached, services.Counters.Icmpv6);
        Neighbors = new NeighborCache(this, new PendingFrames(attached.Device, services.Counters.Ipv6), services.Clock, services.Random, services.Counters.Neighbors);
    }

    public NeighborCache Neighbors { get; }

    /// <summary>Sends ICMPv6 messages that stay on the link.</summary>
    public LinkMessageOutput Output { get; }

    public Instant NextPoll => Neighbors.NextPoll;

    public void Poll() => Neighbors.Poll();

    /// <summary>Takes a message whose hop limit is <see cref="HopLimit"/>. False: it is not valid.</summary>
    public bool TryReceive(in IpReceived packet, in Icmpv6Message message) => message.Type switch
    {
        Icmpv6Type.NeighborSolicitation => TryReceiveSolicitation(packet, message),
        Icmpv6Type.NeighborAdvertisement => TryReceiveAdvertisement(packet, message),
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
        Neighbors.TakeAdvertisement(
            advertisement.Target.InZone(_interface.Index), hardware, advertisement.IsSolicited, advertisement.IsOverride, advertisement.IsRouter);
        return true;
    }

    private void Advertise(IpAddress target, IpAddress destination, bool isSolicited, MacAddress? hardware)
    {
        uint flags = NeighborMessage.Flags(isRouter: false, isSolicited, isOverride: true);
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
