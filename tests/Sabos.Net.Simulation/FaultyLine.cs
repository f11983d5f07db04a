using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>
/// One direction of a path: a queue before a bottleneck, then a line on which frames are lost, doubled, corrupted, held back and delayed. It has
/// no clock; the same seed and the same frames at the same times give the same harm.
/// </summary>
public sealed class FaultyLine(FaultProfile profile, int seed)
{
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<FrameBuffer, (Instant Due, long Number)> _underWay = new();
    private readonly Stack<FrameBuffer> _pool = new();
    private Instant _bottleneckFree;
    private long _sent;
    private Instant? _burstBegan;

    /// <summary>May be changed at any time.</summary>
    public FaultProfile Profile { get; set; } = profile;

    public FaultCounters Counters { get; } = new();

    /// <summary>When the next frame comes out.</summary>
    public Instant NextDue => _underWay.TryPeek(out _, out (Instant Due, long Number) next) ? next.Due : Instant.Never;

    /// <summary>When the bottleneck has passed everything that waits before it.</summary>
    public Instant BottleneckFree => _bottleneckFree;

    /// <summary>A buffer to write a frame into.</summary>
    public FrameBuffer Rent(int length)
    {
        FrameBuffer frame = _pool.Count > 0 ? _pool.Pop() : new FrameBuffer();
        frame.Resize(length);
        return frame;
    }

    /// <summary>Gives back a buffer, unsent or come out.</summary>
    public void Return(FrameBuffer frame) => _pool.Push(frame);

    /// <summary>Puts a frame in. The buffer is the line's from here on.</summary>
    public void Send(FrameBuffer frame, Instant now)
    {
        Counters.Frames++;
        Counters.Bytes += frame.Length;
        if (!TryPassBottleneck(frame, now, out Instant departure))
        {
            Counters.Overflowed++;
            Return(frame);
            return;
        }

        FrameFate fate = FrameFate.Draw(_random, Profile, frame.Bytes);
        if (Profile.Bursts is { } bursts && bursts.IsLost(_random, now, ref _burstBegan))
        {
            fate = fate with { Copies = 0 };
        }

        Count(fate);
        if (fate.Copies == 0)
        {
            Return(frame);
            return;
        }

        fate.Corrupt(frame.Bytes);
        Instant due = departure + Profile.Delay + fate.Delay;
        if (fate.Copies == 2)
        {
            FrameBuffer copy = Rent(frame.Length);
            frame.Bytes.CopyTo(copy.Bytes);
            _underWay.Enqueue(copy, (due, _sent++));
        }

        _underWay.Enqueue(frame, (due, _sent++));
    }

    /// <summary>The frame that comes out next, if it has by now; it stays first until it is taken.</summary>
    public bool TryPeek(Instant now, out FrameBuffer frame) =>
        _underWay.TryPeek(out frame!, out (Instant Due, long Number) next) && next.Due <= now;

    /// <summary>Takes out the frame that <see cref="TryPeek"/> showed; to be given back.</summary>
    public void Take() => _underWay.Dequeue();

    private bool TryPassBottleneck(FrameBuffer frame, Instant now, out Instant departure)
    {
        departure = now;
        if (Profile.BitsPerSecond == 0)
        {
            return true;
        }

        Instant start = _bottleneckFree > now ? _bottleneckFree : now;
        double waiting = (start - now).TotalSeconds * Profile.BitsPerSecond / 8;
        if (waiting + frame.Length > Profile.QueueBytes)
        {
            return false;
        }

        if (Profile.MarkingBytes > 0 && waiting > Profile.MarkingBytes)
        {
            CongestionMark.Set(frame.Bytes);
        }

        departure = _bottleneckFree = start + TimeSpan.FromSeconds(frame.Length * 8.0 / Profile.BitsPerSecond);
        return true;
    }

    private void Count(FrameFate fate)
    {
        Counters.Lost += fate.Copies == 0 ? 1 : 0;
        Counters.Doubled += fate.Copies == 2 ? 1 : 0;
        Counters.Corrupted += fate.Copies > 0 && fate.CorruptBit >= 0 ? 1 : 0;
        Counters.HeldBack += fate.Copies > 0 && fate.IsHeldBack ? 1 : 0;
    }
}
