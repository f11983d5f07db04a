using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>What happens to a path at set times.</summary>
internal sealed class Timeline(ManualClock clock) : ISimulatedPart
{
    private readonly PriorityQueue<Action, Instant> _events = new();

    public Instant NextEvent => _events.TryPeek(out _, out Instant next) ? next : Instant.Never;

    /// <summary>When everything has happened.</summary>
    public Instant End { get; private set; }

    public void At(Instant time, Action action)
    {
        _events.Enqueue(action, time);
        End = time > End ? time : End;
    }

    public void Run()
    {
        while (_events.TryPeek(out Action? action, out Instant due) && due <= clock.Now)
        {
            _events.Dequeue();
            action();
        }
    }
}
