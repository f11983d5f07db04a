using System;

namespace Sabos.Net.Simulation;

/// <summary>Loss in bursts: the two-state chain of Gilbert and Elliott, which loses nothing in its good state and much in its bad one.</summary>
/// <param name="Begin">Probability, for each frame, that a burst begins.</param>
/// <param name="End">Probability, for each frame, that it ends.</param>
/// <param name="Loss">Probability that a frame is lost within it.</param>
public sealed record BurstLoss(double Begin, double End, double Loss)
{
    /// <summary>When a burst ends though too few frames came to end it: where little is sent, what befalls it is not all one event.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Draws the fate of the next frame.</summary>
    /// <param name="random">Its source of chance.</param>
    /// <param name="now">The time.</param>
    /// <param name="burstBegan">The chain's state: when the burst began, or null.</param>
    public bool IsLost(Random random, Instant now, ref Instant? burstBegan)
    {
        if (now - burstBegan >= Longest)
        {
            burstBegan = null;
        }

        bool isInBurst = burstBegan is null ? random.NextDouble() < Begin : random.NextDouble() >= End;
        burstBegan = isInBurst ? burstBegan ?? now : null;
        return isInBurst && random.NextDouble() < Loss;
    }
}
