using System;

namespace Sabos.Net.Simulation;

/// <summary>Loss in bursts: the two-state chain of Gilbert and Elliott, which loses nothing in its good state and much in its bad one.</summary>
/// <param name="Begin">Probability, for each frame, that a burst begins.</param>
/// <param name="End">Probability, for each frame, that it ends.</param>
/// <param name="Loss">Probability that a frame is lost within it.</param>
public sealed record BurstLoss(double Begin, double End, double Loss)
{
    /// <summary>Draws the fate of the next frame.</summary>
    /// <param name="random">Its source of chance.</param>
    /// <param name="isInBurst">The chain's state.</param>
    public bool IsLost(Random random, ref bool isInBurst)
    {
        isInBurst = isInBurst ? random.NextDouble() >= End : random.NextDouble() < Begin;
        return isInBurst && random.NextDouble() < Loss;
    }
}
