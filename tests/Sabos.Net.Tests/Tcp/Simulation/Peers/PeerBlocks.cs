using System;
using System.Collections.Generic;
using System.Linq;

namespace Sabos.Net.Tests;

/// <summary>The blocks of selective acknowledgments, honest and otherwise.</summary>
internal static class PeerBlocks
{
    public static IEnumerable<(uint Start, uint End)> Choose(SackHabit habit, PeerReceiver receiver, Random random)
    {
        IEnumerable<(int Start, int End)> islands = receiver.Islands.Reverse();
        IEnumerable<(int Start, int End)> blocks = habit switch
        {
            SackHabit.Proper or SackHabit.Reneges => islands,
            SackHabit.Overlapping => islands.SelectMany(island => new[] { island, (random.Next(island.Start, island.End), island.End), (island.Start, island.End) }),
            SackHabit.Garbage => Enumerable.Range(0, random.Next(4)).Select(_ => Near(receiver, random)),
            SackHabit.AllDuplicate => islands.Prepend(receiver.Latest),
            _ => [],
        };
        return blocks.Select(block => (receiver.Initial + (uint)block.Start, receiver.Initial + (uint)block.End));
    }

    private static (int Start, int End) Near(PeerReceiver receiver, Random random)
    {
        int start = receiver.Next + random.Next(-3000, 20_000);
        return (start, start + random.Next(-1000, 6000));
    }
}
