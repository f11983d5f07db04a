using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The groups that the socket listens to, and how it sends to groups (RFC 1112 6.1, RFC 3376 2, RFC 3493 5.2, RFC 3678).</summary>
public sealed partial class UdpSocket
{
    private int _groups;

    /// <summary>The interface by which what goes to groups leaves, by index; 0: as the routes have it.</summary>
    public int MulticastInterface { get; set; }

    /// <summary>What is sent to a group is received here too by those who listen to it.</summary>
    public bool MulticastLoop { get; set; } = true;

    /// <summary>A part of the stack that sorts out for itself what came from where: it hears every group of its port that the interface listens to.</summary>
    internal bool HearsEveryGroup { get; set; }

    /// <summary>Listens to a group, whoever sends. None; AddressInUse: it does already; InvalidArgument, AddressNotAvailable, NoBufferSpace.</summary>
    /// <param name="group">The group.</param>
    /// <param name="interfaceIndex">On this link; 0: on the first that has groups.</param>
    public TransportError JoinGroup(IpAddress group, int interfaceIndex) =>
        _layer.FilterOf(this, group, interfaceIndex).IsNobody
            ? SetGroupFilter(group, interfaceIndex, FilterMode.Exclude, [])
            : TransportError.AddressInUse;

    /// <summary>Listens to a group no more. None; AddressNotAvailable: it did not.</summary>
    public TransportError LeaveGroup(IpAddress group, int interfaceIndex) =>
        _layer.FilterOf(this, group, interfaceIndex).IsNobody
            ? TransportError.AddressNotAvailable
            : SetGroupFilter(group, interfaceIndex, FilterMode.Include, []);

    /// <summary>Says which sources of a group the socket listens to from now on. None; InvalidArgument, AddressNotAvailable (no such link), NoBufferSpace.</summary>
    public TransportError SetGroupFilter(IpAddress group, int interfaceIndex, FilterMode mode, IReadOnlyList<IpAddress> sources)
    {
        if (_isClosed || !group.IsMulticast || sources.Count > MaxSources)
        {
            return TransportError.InvalidArgument;
        }

        SourceFilter filter = new(mode, sources);
        bool wasMember = !_layer.FilterOf(this, group, interfaceIndex).IsNobody;
        if (!wasMember && !filter.IsNobody && _groups == MaxGroups)
        {
            return TransportError.NoBufferSpace;
        }

        TransportError error = _layer.SetGroup(this, group, interfaceIndex, filter);
        if (error == TransportError.None)
        {
            _groups += (filter.IsNobody ? 0 : 1) - (wasMember ? 1 : 0);
        }

        return error;
    }
}
