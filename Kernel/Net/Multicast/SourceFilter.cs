using System.Collections.Generic;

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

    public bool Accepts(IpAddress source) => Lists(source) == (Mode == FilterMode.Include);

    /// <summary>Whether the list, whatever it means, has a source.</summary>
    public bool Lists(IpAddress source)
    {
        // By index: for each datagram, and without an enumerator on the heap.
        for (int i = 0; i < Sources.Count; i++)
        {
            if (Sources[i] == source)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an interface has to receive so that every socket gets what it wants (RFC 3376 3.2, RFC 3810 4.2).</summary>
    public static SourceFilter Merge(List<SourceFilter> wanted)
    {
        List<IpAddress> included = [];
        foreach (SourceFilter filter in wanted.FindAll(static filter => filter.Mode == FilterMode.Include))
        {
            foreach (IpAddress source in filter.Sources)
            {
                if (!included.Contains(source))
                {
                    included.Add(source);
                }
            }
        }

        List<SourceFilter> excluding = wanted.FindAll(static filter => filter.Mode == FilterMode.Exclude);
        if (excluding.Count == 0)
        {
            return new SourceFilter(FilterMode.Include, included);
        }

        List<IpAddress> excluded = [.. excluding[0].Sources];
        excluded.RemoveAll(source => included.Contains(source) || !excluding.TrueForAll(filter => filter.Lists(source)));
        return new SourceFilter(FilterMode.Exclude, excluded);
    }

    public bool Equals(SourceFilter? other)
    {
        if (other is null || Mode != other.Mode || Sources.Count != other.Sources.Count)
        {
            return false;
        }

        foreach (IpAddress source in Sources)
        {
            if (!other.Lists(source))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode() => System.HashCode.Combine(Mode, Sources.Count);
}
