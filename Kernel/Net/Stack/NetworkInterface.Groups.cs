using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The groups that are listened to on this link.</summary>
public sealed partial class NetworkInterface
{
    // On loopback: groups of both versions, and nobody to tell.
    private readonly MulticastMemberships? _localGroups;

    // Changes of the groups that the device knows of.
    private int _changesFollowed = -1;

    internal IgmpProtocol? Igmp { get; }

    internal MldProtocol? Mld { get; }

    /// <summary>The stack itself listens to a group from now on. False: not on this link, or there are too many.</summary>
    internal bool JoinGroup(IpAddress group) => SetGroup(this, group, SourceFilter.Everybody);

    internal void LeaveGroup(IpAddress group) => SetGroup(this, group, SourceFilter.Nobody);

    /// <summary>Sets what a socket, or a part of the stack, wants of a group. False: there are no groups on this link, or too many.</summary>
    internal bool SetGroup(object listener, IpAddress group, SourceFilter filter) =>
        MembershipsOf(group) is { } memberships && memberships.TrySet(listener, group.InZone(Index), filter);

    /// <summary>What a socket, or a part of the stack, wants of a group.</summary>
    internal SourceFilter FilterOf(object listener, IpAddress group) =>
        MembershipsOf(group)?.FilterOf(listener, group.InZone(Index)) ?? SourceFilter.Nobody;

    /// <summary>A socket is closed: it listens to no group any more.</summary>
    internal void RemoveListener(object listener)
    {
        Igmp?.Memberships.Remove(listener);
        Mld?.Memberships.Remove(listener);
        _localGroups?.Remove(listener);
    }

    /// <summary>Whether packets to this group, received here, are for us.</summary>
    internal bool IsGroupMember(IpAddress group) => IsGroupOfAll(group) || (MembershipsOf(group) is { } memberships && memberships.IsMember(group.InZone(Index)));

    /// <summary>The group of every node, which nobody has to join (RFC 1112 4, RFC 4291 2.8).</summary>
    internal static bool IsGroupOfAll(IpAddress group)
    {
        IpAddress address = group.InZone(0);
        return address == IpAddress.AllNodes || address == IpAddress.AllNodesOfInterface || address == IpAddress.AllHosts;
    }

    /// <summary>The device brings what is sent to the groups, and while a capture runs all there is on the link.</summary>
    private void FollowGroups()
    {
        if (Igmp is null || Mld is null || _changesFollowed == Igmp.Memberships.Changes + Mld.Memberships.Changes)
        {
            return;
        }

        _changesFollowed = Igmp.Memberships.Changes + Mld.Memberships.Changes;
        HashSet<MacAddress> addresses = [GroupAddress(IpAddress.AllHosts), GroupAddress(IpAddress.AllNodes)];
        foreach (IpAddress group in Igmp.Memberships.Groups)
        {
            addresses.Add(GroupAddress(group));
        }

        foreach (IpAddress group in Mld.Memberships.Groups)
        {
            addresses.Add(GroupAddress(group));
        }

        Device.SetReceiveFilter([.. addresses], IsCapturing);
        NeedsFlush = true;
    }

    // The device is told at the next poll, which a capture's start and end bring about.
    private void FollowCapture()
    {
        _changesFollowed = -1;
        NeedsFlush = true;
    }

    private MulticastMemberships? MembershipsOf(IpAddress group) => _localGroups ?? (group.IsIpv4 ? Igmp?.Memberships : Mld?.Memberships);
}
