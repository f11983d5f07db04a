using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The groups that the stack itself listens to on this link, beside those of every node.</summary>
public sealed partial class NetworkInterface
{
    private readonly List<IpAddress> _groups = [];

    /// <summary>Packets to a group are for us from now on. Routers are not told: a group of the link's own needs none.</summary>
    internal void JoinGroup(IpAddress group)
    {
        if (!_groups.Contains(group))
        {
            _groups.Add(group);
        }
    }

    internal void LeaveGroup(IpAddress group) => _groups.Remove(group);

    private bool HasJoined(IpAddress group) => _groups.Contains(group);
}
