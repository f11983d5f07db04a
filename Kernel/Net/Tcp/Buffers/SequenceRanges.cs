using System;

namespace Sabos.Net;

/// <summary>
/// Which sequence numbers beyond the next expected one have arrived: disjoint ranges in order, at most <see cref="Capacity"/>, and the order
/// in which they last grew, which selective acknowledgments report (RFC 2018 4).
/// </summary>
internal sealed class SequenceRanges
{
    /// <summary>The most ranges held; data that would need another is not taken.</summary>
    public const int Capacity = 128;

    private SackBlock[] _ranges = [];
    private SackBlocks _recent;
    private int _recentCount;

    public int Count { get; private set; }

    public SackBlock this[int index] => _ranges[index];

    /// <summary>Whether one more range could be held, whatever it is.</summary>
    public bool HasRoom => Count < Capacity;

    /// <summary>Adds a range, joining those that it touches or overlaps. False: there are too many.</summary>
    public bool TryAdd(SackBlock range)
    {
        int first = 0;
        while (first < Count && _ranges[first].End < range.Start)
        {
            first++;
        }

        int last = first;
        while (last < Count && _ranges[last].Start <= range.End)
        {
            range = new SackBlock(
                SequenceNumber.Earlier(range.Start, _ranges[last].Start),
                SequenceNumber.Later(range.End, _ranges[last].End));
            last++;
        }

        if (last == first && !TryMakeRoom(first))
        {
            return false;
        }

        _ranges[first] = range;
        if (last > first + 1)
        {
            Array.Copy(_ranges, last, _ranges, first + 1, Count - last);
            Count -= last - first - 1;
        }

        NoteRecent(range);
        return true;
    }

    /// <summary>The end of the data without a gap from <paramref name="next"/> on; the ranges it reaches are removed.</summary>
    public SequenceNumber Advance(SequenceNumber next)
    {
        int passed = 0;
        while (passed < Count && _ranges[passed].Start <= next)
        {
            next = SequenceNumber.Later(next, _ranges[passed].End);
            passed++;
        }

        if (passed > 0)
        {
            Array.Copy(_ranges, passed, _ranges, 0, Count - passed);
            Count -= passed;
        }

        return next;
    }

    /// <summary>Whether all of a range has arrived.</summary>
    public bool Contains(SackBlock range)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_ranges[i].Start <= range.Start && range.End <= _ranges[i].End)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes the range that holds the beginning of another, if there is one, the first to be reported.</summary>
    public void Touch(SackBlock range)
    {
        if (TryFind(range.Start, out SackBlock found))
        {
            NoteRecent(found);
        }
    }

    /// <summary>Adds the blocks to report, the one that grew last first, until the options hold <paramref name="limit"/> blocks.</summary>
    public void Report(ref TcpOptions options, int limit)
    {
        int kept = 0;
        for (int i = 0; i < _recentCount; i++)
        {
            if (TryFind(_recent[i].Start, out SackBlock range) && !IsRecent(range, kept))
            {
                _recent[kept++] = range;
            }
        }

        _recentCount = kept;
        for (int i = 0; i < kept && options.SackCount < limit; i++)
        {
            options.AddSackBlock(_recent[i]);
        }
    }

    public void Clear()
    {
        Count = 0;
        _recentCount = 0;
        _ranges = [];
    }

    private bool TryMakeRoom(int index)
    {
        if (Count == _ranges.Length)
        {
            if (Count == Capacity)
            {
                return false;
            }

            Array.Resize(ref _ranges, Math.Max(8, Count * 2));
        }

        Array.Copy(_ranges, index, _ranges, index + 1, Count - index);
        Count++;
        return true;
    }

    private void NoteRecent(SackBlock range)
    {
        int kept = 0;
        SackBlocks others = default;
        for (int i = 0; i < _recentCount && kept < SackBlocks.Capacity - 1; i++)
        {
            if (_recent[i].Start < range.Start || _recent[i].Start > range.End)
            {
                others[kept++] = _recent[i];
            }
        }

        _recent[0] = range;
        for (int i = 0; i < kept; i++)
        {
            _recent[i + 1] = others[i];
        }

        _recentCount = kept + 1;
    }

    private bool TryFind(SequenceNumber start, out SackBlock range)
    {
        for (int i = 0; i < Count; i++)
        {
            range = _ranges[i];
            if (range.Start <= start && start < range.End)
            {
                return true;
            }
        }

        range = default;
        return false;
    }

    private bool IsRecent(SackBlock range, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_recent[i] == range)
            {
                return true;
            }
        }

        return false;
    }
}
