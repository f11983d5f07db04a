using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>A set of positions in a stream, as disjoint ranges in order.</summary>
public sealed class ByteRanges
{
    private readonly List<(int Start, int End)> _ranges = [];

    /// <summary>From the lowest to the highest, with gaps between.</summary>
    public IReadOnlyList<(int Start, int End)> All => _ranges;

    /// <summary>Where the positions from 0 on end that are all in the set.</summary>
    public int Prefix => _ranges.Count > 0 && _ranges[0].Start == 0 ? _ranges[0].End : 0;

    public void Add(int start, int end)
    {
        int first = _ranges.Count;
        while (first > 0 && _ranges[first - 1].End >= start)
        {
            first--;
        }

        int last = first;
        while (last < _ranges.Count && _ranges[last].Start <= end)
        {
            start = Math.Min(start, _ranges[last].Start);
            end = Math.Max(end, _ranges[last].End);
            last++;
        }

        _ranges.RemoveRange(first, last - first);
        _ranges.Insert(first, (start, end));
    }

    public bool Covers(int start, int end)
    {
        foreach ((int Start, int End) range in _ranges)
        {
            if (range.Start <= start && end <= range.End)
            {
                return true;
            }
        }

        return false;
    }
}
