using System;
using System.Linq;

namespace Sabos.Net.Tests;

/// <summary>All that a run of two stacks depends on, drawn from a seed.</summary>
internal sealed record Scenario
{
    public required int Seed { get; init; }

    /// <summary>The hosts have IPv6 addresses only.</summary>
    public bool IsIpv6 { get; init; }

    public required PathPlan Path { get; init; }

    public required TcpSettings Left { get; init; }

    public required TcpSettings Right { get; init; }

    /// <summary>The programs of each connection; all that share a round run at once.</summary>
    public required (ProgramPlan Left, ProgramPlan Right)[] Connections { get; init; }

    /// <summary>Times that all of it is done, from the same ports, one after the other.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Frames that each Poll may handle; null: as usual.</summary>
    public int? PollBudget { get; init; }

    /// <summary>Both programs of every connection get all that they expect.</summary>
    public bool IsOrderly => Connections.All(static connection => connection.Left.IsOrderly && connection.Right.IsOrderly);

    public static Scenario Draw(int seed)
    {
        Random random = new(seed);
        bool isIpv6 = seed % 4 == 3;
        PathPlan path = PathPlan.Draw(random, isIpv6);
        int connections = random.Next(6) == 0 ? random.Next(2, 6) : 1;
        int rounds = random.Next(8) == 0 ? random.Next(2, 4) : 1;
        int volume = random.Next(8) == 0 ? 150_000 : random.Next(3) == 0 ? 40_000 : 8_000;
        volume /= connections * rounds;

        // A source of its own, so that every seed is otherwise the scenario it would be without.
        Random offloads = new(~seed);
        return new Scenario
        {
            Seed = seed,
            IsIpv6 = isIpv6,
            Path = path with
            {
                SegmentationPayload = (DrawSegmentation(offloads), DrawSegmentation(offloads)),
                MergesSegments = (offloads.Next(2) == 0, offloads.Next(2) == 0),
            },
            Left = StackPlan.Draw(random),
            Right = StackPlan.Draw(random),
            Connections = [.. Enumerable.Range(0, connections).Select(_ => DrawConnection(random, volume, path.IsReliable))],
            Rounds = rounds,
            PollBudget = random.Next(8) == 0 ? random.Next(1, 20) : null,
        };
    }

    private static int DrawSegmentation(Random random) => random.Next(2) == 0 ? 0 : random.Next(4) == 0 ? random.Next(100, 10_000) : 65_000;

    private static (ProgramPlan Left, ProgramPlan Right) DrawConnection(Random random, int volume, bool isReliable)
    {
        ProgramPlan left = ProgramPlan.Draw(random, random.Next(5) == 0 ? 0 : random.Next(volume));
        ProgramPlan right = ProgramPlan.Draw(random, random.Next(5) == 0 ? 0 : random.Next(volume));
        Ending first = (Ending)random.Next(2);
        Ending second = (Ending)random.Next(3);
        if (random.Next(5) == 0)
        {
            second = (Ending)random.Next((int)Ending.Abort, (int)Ending.StopReading + 1);

            // Who waits for a peer that is gone finds out by asking.
            left = left with { KeepAlive = TimeSpan.FromSeconds(5) };
            right = right with { KeepAlive = TimeSpan.FromSeconds(5) };
        }

        left = !isReliable && left.ToSend == 0 ? left with { KeepAlive = TimeSpan.FromSeconds(5) } : left;
        bool isLeftFirst = random.Next(2) == 0;
        int total = left.ToSend + right.ToSend;
        return (
            left with { Ending = isLeftFirst ? first : second, EndsAfter = random.Next(total + 1) },
            right with { Ending = isLeftFirst ? second : first, EndsAfter = random.Next(total + 1) });
    }
}
