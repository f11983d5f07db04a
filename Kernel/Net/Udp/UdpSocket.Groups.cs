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

    /// <summary>
    /// Listens to what one source more sends to a group, and to others only if they are joined, too (RFC 3678 4.1.2). None; AddressNotAvailable: it does
    /// already; InvalidArgument: it listens to everybody but some; NoBufferSpace.
    /// </summary>
    public TransportError JoinSource(IpAddress group, int interfaceIndex, IpAddress source) =>
        ChangeSource(group, interfaceIndex, FilterMode.Include, source, isAdded: true);

    /// <summary>Undoes <see cref="JoinSource"/>; with its last source the group is left. None; AddressNotAvailable: it did not listen to it; InvalidArgument.</summary>
    public TransportError LeaveSource(IpAddress group, int interfaceIndex, IpAddress source) =>
        ChangeSource(group, interfaceIndex, FilterMode.Include, source, isAdded: false);

    /// <summary>
    /// Listens no more to a source of a group that was joined for all sources (RFC 3678 4.1.1). None; AddressNotAvailable: it is blocked already;
    /// InvalidArgument: not a member, or of some sources only; NoBufferSpace.
    /// </summary>
    public TransportError BlockSource(IpAddress group, int interfaceIndex, IpAddress source) =>
        ChangeSource(group, interfaceIndex, FilterMode.Exclude, source, isAdded: true);

    /// <summary>Undoes <see cref="BlockSource"/>. None; AddressNotAvailable: it is not blocked; InvalidArgument.</summary>
    public TransportError UnblockSource(IpAddress group, int interfaceIndex, IpAddress source) =>
        ChangeSource(group, interfaceIndex, FilterMode.Exclude, source, isAdded: false);

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

    // A list keeps its mode; that of nobody, or of everybody, can become the other.
    private TransportError ChangeSource(IpAddress group, int interfaceIndex, FilterMode mode, IpAddress source, bool isAdded)
    {
        SourceFilter filter = _layer.FilterOf(this, group, interfaceIndex);
        bool becomesMember = filter.IsNobody && mode == FilterMode.Include && isAdded;
        if ((filter.IsNobody && !becomesMember) || (filter.Mode != mode && filter.Sources.Count > 0))
        {
            return TransportError.InvalidArgument;
        }

        bool isListed = false;
        List<IpAddress> sources = [];
        foreach (IpAddress listed in filter.Sources)
        {
            isListed |= listed == source;
            if (listed != source || isAdded)
            {
                sources.Add(listed);
            }
        }

        if (isListed == isAdded)
        {
            return TransportError.AddressNotAvailable;
        }

        if (isAdded)
        {
            sources.Add(source);
        }

        return sources.Count > MaxSources ? TransportError.NoBufferSpace : SetGroupFilter(group, interfaceIndex, mode, sources);
    }
}
