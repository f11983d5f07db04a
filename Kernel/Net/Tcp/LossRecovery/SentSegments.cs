using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The segments in flight in the order of their sequence numbers, with what is known of each: the scoreboard of RFC 6675 and the
/// list of transmissions of RFC 8985 in one. A deque in a ring that grows with the window; empty, it holds no memory until first used.
/// </summary>
internal sealed class SentSegments
{
    private SentSegment[] _ring = [];
    private int _head;

    // No segment before this one is lost.
    private int _lostHint;

    public int Count { get; private set; }

    /// <summary>Segments marked as selectively acknowledged.</summary>
    public int SackedCount { get; private set; }

    /// <summary>Bytes of segments marked as selectively acknowledged.</summary>
    public int SackedBytes { get; private set; }

    /// <summary>Bytes of segments marked as lost.</summary>
    public int LostBytes { get; private set; }

    /// <summary>Bytes of all segments.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes thought to be in the network: neither selectively acknowledged nor lost (pipe of RFC 6675 4).</summary>
    public int InFlight => Bytes - SackedBytes - LostBytes;

    public ref readonly SentSegment this[int index] => ref At(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(SequenceNumber start, int length, Instant now, SegmentMarks marks)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        Count++;
        At(Count - 1) = new SentSegment { Start = start, Length = length, SentAt = now, Marks = marks };
        Bytes += length;
    }

    /// <summary>Removes the oldest segment: it is acknowledged as a whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFirst()
    {
        ref readonly SentSegment first = ref At(0);
        Bytes -= first.Length;
        if (first.Is(SegmentMarks.Sacked | SegmentMarks.Lost))
        {
            Clear(0, SegmentMarks.Sacked | SegmentMarks.Lost);
        }

        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        _lostHint = Math.Max(_lostHint - 1, 0);
    }

    /// <summary>Cuts acknowledged sequence numbers off the front of the oldest segment.</summary>
    public void TrimFirst(int count)
    {
        ref SentSegment first = ref At(0);
        SegmentMarks marks = first.Marks;
        Clear(0, SegmentMarks.Sacked | SegmentMarks.Lost);
        first.Start += count;
        first.Length -= count;
        Bytes -= count;
        Mark(0, marks & (SegmentMarks.Sacked | SegmentMarks.Lost));
        first.Marks = marks & ~SegmentMarks.Syn;
    }

    /// <summary>Cuts a segment in two behind its first <paramref name="length"/> sequence numbers, for a path whose MTU shrank.</summary>
    public void Split(int index, int length)
    {
        SentSegment whole = At(index);
        SegmentMarks counted = whole.Marks & (SegmentMarks.Sacked | SegmentMarks.Lost);
        Clear(index, counted);
        if (Count == _ring.Length)
        {
            Grow();
        }

        for (int i = Count; i > index; i--)
        {
            At(i) = At(i - 1);
        }

        Count++;
        At(index) = whole with { Length = length, Marks = whole.Marks & ~(SegmentMarks.Fin | counted) };
        At(index + 1) = whole with { Start = whole.Start + length, Length = whole.Length - length, Marks = whole.Marks & ~(SegmentMarks.Syn | counted) };
        Mark(index, counted);
        Mark(index + 1, counted);
    }

    /// <summary>Sets Sacked or Lost, keeping the sums.</summary>
    public void Mark(int index, SegmentMarks marks)
    {
        ref SentSegment segment = ref At(index);
        SegmentMarks added = marks & ~segment.Marks;
        segment.Marks |= marks;
        if ((added & SegmentMarks.Sacked) != 0)
        {
            SackedBytes += segment.Length;
            SackedCount++;
        }

        if ((added & SegmentMarks.Lost) != 0)
        {
            LostBytes += segment.Length;
            _lostHint = Math.Min(_lostHint, index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear(int index, SegmentMarks marks)
    {
        ref SentSegment segment = ref At(index);
        SegmentMarks removed = marks & segment.Marks;
        segment.Marks &= ~marks;
        if ((removed & SegmentMarks.Sacked) != 0)
        {
            SackedBytes -= segment.Length;
            SackedCount--;
        }

        LostBytes -= (removed & SegmentMarks.Lost) != 0 ? segment.Length : 0;
    }

    /// <summary>A segment was sent again.</summary>
    public void Retransmitted(int index, Instant now)
    {
        Clear(index, SegmentMarks.Lost);
        ref SentSegment segment = ref At(index);
        segment.SentAt = now;
        segment.Marks = (segment.Marks & ~SegmentMarks.SizeProbe) | SegmentMarks.Retransmitted;
    }

    /// <summary>The first segment marked as lost, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindLost()
    {
        if (LostBytes == 0)
        {
            _lostHint = Count;
            return -1;
        }

        while (!At(_lostHint).Is(SegmentMarks.Lost))
        {
            _lostHint++;
        }

        return _lostHint;
    }

    /// <summary>Whether what is lost is a probe of the path MTU and nothing else: that tells of its size, not of congestion (RFC 4821 7.5).</summary>
    public bool IsOnlyProbeLost() => FindLost() is >= 0 and int lost && At(lost).Is(SegmentMarks.SizeProbe) && At(lost).Length == LostBytes;

    /// <summary>The first segment that ends behind a sequence number, or Count.</summary>
    public int FindFirstEndingAfter(SequenceNumber sequence)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (At(middle).End > sequence)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>Forgets everything and gives the memory back.</summary>
    public void Clear()
    {
        _ring = [];
        _head = 0;
        _lostHint = 0;
        Count = 0;
        Bytes = 0;
        SackedBytes = 0;
        SackedCount = 0;
        LostBytes = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref SentSegment At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var larger = new SentSegment[Math.Max(1, _ring.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = At(i);
        }

        _ring = larger;
        _head = 0;
    }
}
