using System.Collections.Generic;
using System.Linq;

namespace Sabos.Net;

/// <summary>Which sources of a group are listened to. A value: a change of it is another one in its place.</summary>
/// <param name="Mode">What the list means.</param>
/// <param name="Sources">Each once.</param>
internal sealed record SourceFilter(FilterMode Mode, IReadOnlyList<IpAddress> Sources)
{
    /// <summary>Nobody: not a member.</summary>
    public static SourceFilter Nobody { get; } = new(FilterMode.Include, []);

    /// <summary>Everybody.</summary>
    public static SourceFilter Everybody { get; } = new(FilterMode.Exclude, []);

    public bool IsNobody => Mode == FilterMode.Include && Sources.Count == 0;

    public bool Accepts(IpAddress source)
    {
        // By index: for each datagram, and without an enumerator on the heap.
        for (int i = 0; i < Sources.Count; i++)
        {
            if (Sources[i] == source)
            {
                return Mode == FilterMode.Include;
            }
        }

        return Mode == FilterMode.Exclude;
    }

    /// <summary>What an interface has to receive so that every socket gets what it wants (RFC 3376 3.2, RFC 3810 4.2).</summary>
    public static SourceFilter Merge(IEnumerable<SourceFilter> wanted)
    {
        List<SourceFilter> all = [.. wanted];
        IEnumerable<IpAddress> included = all.Where(static filter => filter.Mode == FilterMode.Include).SelectMany(static filter => filter.Sources);
        List<SourceFilter> excluding = all.FindAll(static filter => filter.Mode == FilterMode.Exclude);
        if (excluding.Count == 0)
        {
            return new SourceFilter(FilterMode.Include, [.. included.Distinct()]);
        }

        IEnumerable<IpAddress> excluded = excluding[0].Sources.Where(source => excluding.TrueForAll(filter => filter.Sources.Contains(source)));
        return new SourceFilter(FilterMode.Exclude, [.. excluded.Except(included)]);
    }

    public bool Equals(SourceFilter? other) =>
        other is not null && Mode == other.Mode && Sources.Count == other.Sources.Count && Sources.All(other.Sources.Contains);

    public override int GetHashCode() => System.HashCode.Combine(Mode, Sources.Count);
}
