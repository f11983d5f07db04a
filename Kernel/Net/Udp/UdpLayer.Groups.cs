using System;

namespace Sabos.Net;

/// <summary>Groups: who listens to them, and what of ours they are to hear.</summary>
public sealed partial class UdpLayer
{
    internal SourceFilter FilterOf(UdpSocket socket, IpAddress group, int interfaceIndex) =>
        FindLink(group, interfaceIndex)?.FilterOf(socket, group) ?? SourceFilter.Nobody;

    internal TransportError SetGroup(UdpSocket socket, IpAddress group, int interfaceIndex, SourceFilter filter)
    {
        if (FindLink(group, interfaceIndex) is not { } link)
        {
            return TransportError.AddressNotAvailable;
        }

        return link.SetGroup(socket, group, filter) ? TransportError.None : TransportError.NoBufferSpace;
    }

    /// <summary>By which interface, hence from which address, a socket sends to a group, where it has said so.</summary>
    private void ChooseGroupLink(UdpSocket socket, ref IpEndpoint destination, ref IpAddress source)
    {
        if (socket.MulticastInterface == 0 || !destination.Address.IsMulticast || destination.Address.Zone != 0
            || FindLink(destination.Address, socket.MulticastInterface) is not { } link)
        {
            return;
        }

        destination = destination with { Address = destination.Address.InZone(link.Index) };
        if (source.IsUnspecified && link.TrySelectSource(destination.Address, destination.Address, out IpAddress own))
        {
            source = own;
        }
    }

    /// <summary>What went to a group is received here too (RFC 1112 6.1, IP_MULTICAST_LOOP).</summary>
    private void LoopBack(UdpSocket socket, in IpRoute route, IpEndpoint destination, ReadOnlySpan<byte> payload)
    {
        if (destination.Address.IsMulticast && socket.MulticastLoop && !route.Interface.IsLoopback)
        {
            IpEndpoint source = new(route.Source, socket.LocalEndpoint.Port);
            DatagramReceived facts = new(0, 0, source, destination.Address, route.Interface.Index, socket.TimeToLive ?? route.HopLimit);
            DeliverToAll(_ports.At(destination.Port), facts, route.Interface, payload);
        }
    }

    /// <summary>Whether a socket wants what a source sent to a group; broadcasts, and what goes to every node, all want.</summary>
    private static bool Wants(UdpSocket socket, NetworkInterface link, IpAddress destination, IpAddress source) =>
        !destination.IsMulticast || socket.HearsEveryGroup || NetworkInterface.IsGroupOfAll(destination)
        || link.FilterOf(socket, destination).Accepts(source);

    private NetworkInterface? FindLink(IpAddress group, int index)
    {
        index = index == 0 ? group.Zone : index;
        foreach (NetworkInterface candidate in _interfaces)
        {
            if (index == 0 ? candidate.Igmp is not null : candidate.Index == index)
            {
                return candidate;
            }
        }

        return null;
    }
}
