using System;

namespace Sabos.Net;

/// <summary>Which bytes of a fragmented datagram have arrived: a few ranges in order, never touching one another.</summary>
internal sealed class ReceivedRanges
{
    /// <summary>More gaps than this at a time are not what a network makes of a datagram.</summary>
    public const int Capacity = 24;

    private readonly (int Start, int End)[] _ranges = new (int, int)[Capacity];
    private int _count;

    /// <summary>What came of adding a range.</summary>
    public enum Outcome
    {
        Added,

        /// <summary>All of it was there already.</summary>
        Duplicate,

        /// <summary>Some of it was there already (RFC 5722 and RFC 1858 say what that is used for), or there are too many gaps.</summary>
        Refused,
    }

    public void Clear() => _count = 0;

    /// <summary>Everything from 0 up to this length has arrived.</summary>
    public bool IsComplete(int length) => _count == 1 && _ranges[0] == (0, length);

    /// <summary>The end of the last range.</summary>
    public int End => _count == 0 ? 0 : _ranges[_count - 1].End;

    public Outcome Add(int start, int end)
    {
        int index = 0;
        while (index < _count && _ranges[index].End < start)
        {
            index++;
        }

        // Everything before index ends before this range begins, with a gap between.
        if (index < _count && _ranges[index].Start <= start && end <= _ranges[index].End)
        {
            return Outcome.Duplicate;
        }

        bool touchesPrevious = index < _count && _ranges[index].End == start;
        int next = touchesPrevious ? index + 1 : index;
        if (next < _count && _ranges[next].Start < end)
        {
            return Outcome.Refused;
        }

        bool touchesNext = next < _count && _ranges[next].Start == end;
        if (touchesPrevious)
        {
            _ranges[index].End = touchesNext ? _ranges[next].End : end;
            if (touchesNext)
            {
                RemoveAt(next);
            }

            return Outcome.Added;
        }

        if (touchesNext)
        {
            _ranges[next].Start = start;
            return Outcome.Added;
        }

        if (_count == Capacity)
        {
            return Outcome.Refused;
        }

        Array.Copy(_ranges, index, _ranges, index + 1, _count - index);
        _ranges[index] = (start, end);
        _count++;
        return Outcome.Added;
    }

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_ranges, index + 1, _ranges, index, _count - index);
    }
}
