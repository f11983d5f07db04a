using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a multicast router asks, of whatever version.</summary>
/// <param name="Version">The newest that its sender speaks.</param>
/// <param name="Group">The group asked for; unspecified: all.</param>
/// <param name="MaxResponse">Within which time an answer is wanted.</param>
/// <param name="Sources">The sources asked for; none: the group.</param>
internal readonly record struct MembershipQuery(MembershipVersion Version, IpAddress Group, TimeSpan MaxResponse, IReadOnlyList<IpAddress> Sources)
{
    /// <summary>QRV: how often to tell of a change; 0: not said.</summary>
    public int Robustness { get; init; }

    /// <summary>QQIC: the time between the querier's general queries; zero: not said.</summary>
    public TimeSpan Interval { get; init; }
}
