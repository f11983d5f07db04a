using System;

namespace Sabos.Net.Simulation;

/// <summary>What goes wrong on a path, each as a probability from 0 to 1 for every frame.</summary>
public sealed record FaultProfile
{
    public double Loss { get; init; }

    public double Duplication { get; init; }

    /// <summary>One bit of the frame is turned over.</summary>
    public double Corruption { get; init; }

    /// <summary>The frame is held back for <see cref="ReorderDelay"/>, so that later ones overtake it.</summary>
    public double Reordering { get; init; }

    public TimeSpan ReorderDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Every frame is late by something between 0 and this, evenly; frames may overtake one another.</summary>
    public TimeSpan Jitter { get; init; }
}
