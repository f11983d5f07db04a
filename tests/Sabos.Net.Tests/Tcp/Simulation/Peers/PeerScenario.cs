using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>All that a run of one stack and a scripted peer depends on, drawn from a seed.</summary>
internal sealed record PeerScenario
{
    // A buffer of one byte moves a byte in a round trip and its retransmission: with more of them the five hours of a run would not do.
    private const int MostBuffers = 10_000;

    // While memory is short a program that writes before it reads leaves no place for what the peer sends, and the peer gives up after a quarter of an hour.
    private static readonly TimeSpan s_longestWritingPauses = TimeSpan.FromMinutes(5);

    public required int Seed { get; init; }

    public required PathPlan Path { get; init; }

    public required TcpSettings Stack { get; init; }

    public required PeerPlan Peer { get; init; }

    public required ProgramPlan Program { get; init; }

    /// <summary>The peer does what lets both streams arrive in full, and the program waits for them.</summary>
    public bool IsComplete => Program.IsOrderly && (Peer.IsFaithful || (Peer is { Acknowledgments: AcknowledgmentHabit.Optimistic } && OptimismIsHarmless));

    // What is acknowledged early arrives nevertheless where nothing is lost.
    private bool OptimismIsHarmless => Path.IsLossless && (Peer with { Acknowledgments = AcknowledgmentHabit.Every }).IsFaithful;

    public static PeerScenario Draw(int seed)
    {
        Random random = new(seed);
        PathPlan path = PathPlan.Draw(random) with { NarrowedTo = null, Outage = TimeSpan.Zero, IsCarrierLost = false };
        if (random.Next(3) == 0)
        {
            FaultProfile wire = new() { Delay = path.Rightward.Delay };
            path = path with { Rightward = wire, Leftward = wire, IsClean = true };
        }

        int volume = random.Next(8) == 0 ? 150_000 : random.Next(3) == 0 ? 30_000 : 6_000;
        int toSend = random.Next(5) == 0 ? 0 : random.Next(volume);
        int toReceive = random.Next(5) == 0 ? 0 : random.Next(volume);
        PeerPlan peer = PeerPlan.Draw(random, toSend, toReceive);
        int leastBuffer = toReceive / MostBuffers;
        TcpSettings stack = StackPlan.Draw(random);
        ProgramPlan program = ProgramPlan.Draw(random, toReceive);
        return new PeerScenario
        {
            Seed = seed,
            Path = path,
            Stack = stack with { SendBufferSize = Math.Max(stack.SendBufferSize, leastBuffer) },
            Peer = peer,
            Program = program with
            {
                SendBuffer = program.SendBuffer is int chosen ? Math.Max(chosen, leastBuffer) : null,
                LongestPause = program.LongestPause * Math.Min(1, s_longestWritingPauses / program.WritingPauses),
                Ending = DrawEnding(random, peer),
                EndsAfter = random.Next(toSend + toReceive + 1),

                // Who waits for a peer that is gone finds out by asking.
                KeepAlive = peer.IsFaithful && random.Next(5) > 0 ? null : TimeSpan.FromSeconds(random.Next(1, 20)),
            },
        };
    }

    // Somebody has to end first, and who does not read must be told.
    private static Ending DrawEnding(Random random, PeerPlan peer) => random.Next(6) == 0
        ? (Ending)random.Next((int)Ending.Abort, (int)Ending.StopReading + (peer.Fin == FinHabit.Never ? 0 : 1))
        : peer.Fin switch
        {
            FinHabit.Never => Ending.Close,
            FinHabit.Last => (Ending)random.Next(2),
            _ => (Ending)random.Next(3),
        };
}
