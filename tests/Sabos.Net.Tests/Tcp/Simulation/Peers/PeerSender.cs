using System;
using System.Collections.Generic;

namespace Sabos.Net.Tests;

/// <summary>How far a peer is with its own stream, in positions counted from its SYN's, which is 0. What is not acknowledged is sent again from its begin.</summary>
internal sealed class PeerSender(PeerPlan plan, uint initial, Random random)
{
    private int _edge = 1;
    private int _allowed = plan.Flight;

    public uint Initial => initial;

    /// <summary>Everything before it is acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>What is sent next, unless something is sent again.</summary>
    public int Next { get; private set; }

    /// <summary>Behind everything ever sent.</summary>
    public int Highest { get; private set; }

    public bool IsFinSent => Highest > FinAt;

    /// <summary>The FIN, if it sends one, and everything else.</summary>
    public bool IsAllAcknowledged => Acknowledged == (plan.Fin == FinHabit.Never ? FinAt : FinAt + 1);

    private int FinAt => 1 + plan.ToSend;

    /// <summary>The SYN was sent, and bytes with it.</summary>
    public void Begin(int bytes)
    {
        Next = 1 + bytes;
        Highest = Math.Max(Highest, Next);
    }

    /// <summary>Something is in flight, or waits for room.</summary>
    public bool HasMore(bool mayFinish) => Acknowledged < Highest || Acknowledged < FinAt + (mayFinish ? 1 : 0);

    /// <summary>True: something new is acknowledged.</summary>
    /// <param name="acknowledgment">From the segment.</param>
    /// <param name="window">In bytes.</param>
    public bool Take(uint acknowledgment, int window)
    {
        int position = (int)(acknowledgment - initial);
        if (position < Acknowledged || position > Highest)
        {
            return false;
        }

        bool isNew = position > Acknowledged;
        _allowed = isNew ? Math.Min(2 * _allowed, plan.Flight) : _allowed;
        Acknowledged = position;
        Next = Math.Max(Next, position);
        _edge = Math.Max(_edge, position + window);
        return isNew;
    }

    /// <summary>Begins again, with one segment, from what is not acknowledged.</summary>
    public void GoBack()
    {
        Next = Math.Max(Acknowledged, 1);
        _allowed = 1;
    }

    /// <summary>The segments that may be sent now, in the order of sending.</summary>
    public List<(int Start, int End, bool IsFin)> TakeFlight(bool mayFinish)
    {
        List<(int Start, int End, bool IsFin)> flight = [];
        int end = Math.Min(_edge, Math.Max(Acknowledged, 1) + (_allowed * plan.SegmentBytes));
        while (Next < Math.Min(end, FinAt))
        {
            int stop = Math.Min(Math.Min(Next + plan.SegmentBytes, end), FinAt);
            bool isFin = mayFinish && plan.Fin == FinHabit.WithData && stop == FinAt && stop < _edge;
            int overlap = plan.Order == OrderHabit.Overlapping ? random.Next(Math.Min(Next, plan.SegmentBytes)) : 0;
            flight.Add((Next - overlap, stop, isFin));
            Next = stop + (isFin ? 1 : 0);
        }

        if (mayFinish && Next == FinAt && Next < _edge)
        {
            flight.Add((Next, Next, true));
            Next++;
        }

        Highest = Math.Max(Highest, Next);
        Arrange(flight);
        return flight;
    }

    /// <summary>One position, whatever the window says: what asks whether it is open still. Null: nothing is left.</summary>
    public (int Start, int End, bool IsFin)? TakeProbe(bool mayFinish)
    {
        int start = Math.Max(Acknowledged, 1);
        bool isFin = start == FinAt;
        if (start > FinAt || (isFin && !mayFinish))
        {
            return null;
        }

        Highest = Math.Max(Highest, start + 1);
        Next = Math.Max(Next, start + 1);
        return (start, isFin ? start : start + 1, isFin);
    }

    private void Arrange(List<(int Start, int End, bool IsFin)> flight)
    {
        if (plan.Order == OrderHabit.Reversed)
        {
            flight.Reverse();
        }

        for (int i = flight.Count - 1; i > 0 && plan.Order == OrderHabit.Shuffled; i--)
        {
            int other = random.Next(i + 1);
            (flight[i], flight[other]) = (flight[other], flight[i]);
        }
    }
}
