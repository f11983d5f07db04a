using System;
using System.Threading;
using Sabos.Net;
using Sabos.Net.Simulation;

namespace Sabos.Wire;

/// <summary>
/// A wire between two ports, on a thread of its own, which harms frames as a <see cref="FaultyLine"/> in each direction does. A port without room
/// holds up its direction, and so back to the sender; only a bottleneck's queue drops.
/// </summary>
public sealed class Relay : IDisposable
{
    private readonly IFramePort _left;
    private readonly IFramePort _right;
    private readonly RelayDirection _toRight;
    private readonly RelayDirection _toLeft;
    private readonly WakeUp _stop = new();
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Starts relaying. The ports are the relay's from here on.</summary>
    /// <param name="left">One end.</param>
    /// <param name="right">The other.</param>
    /// <param name="profile">What the wire does in either direction, each by draws of its own.</param>
    /// <param name="seed">Of the draws.</param>
    public Relay(IFramePort left, IFramePort right, FaultProfile profile, int seed)
    {
        _left = left;
        _right = right;
        _toRight = new RelayDirection(left, right, new FaultyLine(profile, seed));
        _toLeft = new RelayDirection(right, left, new FaultyLine(profile, seed + 1));
        _thread = new Thread(Run) { IsBackground = true, Name = "relay" };
        _thread.Start();
    }

    /// <summary>What the wire did to frames from the left port to the right, a moment ago.</summary>
    public FaultCounters ToRight => _toRight.Line.Counters;

    /// <summary>What the wire did to frames from the right port to the left, a moment ago.</summary>
    public FaultCounters ToLeft => _toLeft.Line.Counters;

    /// <summary>Changes what the wire does, from some next frame on.</summary>
    public void Change(FaultProfile profile)
    {
        _toRight.Line.Profile = profile;
        _toLeft.Line.Profile = profile;
    }

    /// <summary>Ends the wire; what is under way is lost.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _stop.Raise();
        _thread.Join();
        _stop.Dispose();
        _left.Dispose();
        _right.Dispose();
    }

    private void Run()
    {
        Libc.MakeTimersPunctual();
        Span<PollEntry> entries = stackalloc PollEntry[5];
        while (!_isStopping)
        {
            entries[0] = _toRight.Arrival;
            entries[1] = _toLeft.Arrival;
            entries[2] = _toRight.Room;
            entries[3] = _toLeft.Room;
            entries[4] = new PollEntry(_stop.Descriptor, PollEvents.In);
            Libc.Poll(entries, UntilNextDue());
            PollEvents left = entries[0].Present;
            PollEvents right = entries[1].Present;
            if (((left | right) & PollEvents.Gone) != 0)
                return;
            Advance(_toRight, left);
            Advance(_toLeft, right);
        }
    }

    private static void Advance(RelayDirection direction, PollEvents arrival)
    {
        if ((arrival & PollEvents.In) != 0)
            direction.Receive();
        direction.Deliver();
    }

    private TimeSpan UntilNextDue()
    {
        Instant next = Instant.Earlier(_toRight.NextDue, _toLeft.NextDue);
        if (next == Instant.Never)
            return Timeout.InfiniteTimeSpan;
        TimeSpan rest = next - RealClock.Now;
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }
}
