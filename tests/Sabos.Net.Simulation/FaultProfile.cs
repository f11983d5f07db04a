using System;

namespace Sabos.Net.Simulation;

/// <summary>How a path is: its delay and its bottleneck, and what goes wrong on it, each as a probability from 0 to 1 for every frame.</summary>
public sealed record FaultProfile
{
    /// <summary>How long every frame is under way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How fast frames pass the bottleneck; 0: at once.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>The bytes that may wait before the bottleneck; what does not fit is dropped.</summary>
    public int QueueBytes { get; init; } = 256 * 1024;

    /// <summary>Waiting bytes beyond which frames that are capable of it are marked as having met congestion (RFC 3168 5); 0: none is.</summary>
    public int MarkingBytes { get; init; }

    public double Loss { get; init; }

    /// <summary>Losses in bursts, besides the independent ones.</summary>
    public BurstLoss? Bursts { get; init; }

    public double Duplication { get; init; }

    /// <summary>One bit of the IP packet is turned over.</summary>
    public double Corruption { get; init; }

    /// <summary>The frame is held back for <see cref="ReorderDelay"/>, so that later ones overtake it.</summary>
    public double Reordering { get; init; }

    public TimeSpan ReorderDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Every frame is late by something between 0 and this, evenly; frames may overtake one another.</summary>
    public TimeSpan Jitter { get; init; }
}
