using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Timers by deadline: a heap of four children a node.</summary>
internal sealed class TimerQueue
{
    private const int Arity = 4;

    private DeadlineTimer[] _heap = new DeadlineTimer[16];

    public int Count { get; private set; }

    /// <summary>How often a timer was put into a place: the work done until now.</summary>
    public long Moves { get; private set; }

    /// <summary>When to look again: never later than the earliest deadline.</summary>
    public Instant Next => Count == 0 ? Instant.Never : _heap[0].Queued;

    /// <summary>Sets a timer's deadline; Never turns it off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(DeadlineTimer timer, Instant deadline)
    {
        timer.Deadline = deadline;
        if (timer.Index < 0)
        {
            if (deadline != Instant.Never)
            {
                Enqueue(timer);
            }
        }
        else if (deadline < timer.Queued)
        {
            timer.Queued = deadline;
            Rise(timer);
        }
    }

    /// <summary>Turns a timer off and forgets it.</summary>
    public void Remove(DeadlineTimer timer)
    {
        timer.Deadline = Instant.Never;
        if (timer.Index >= 0)
        {
            Dequeue(timer);
        }
    }

    /// <summary>Lets what is due expire. Each timer is off when it is called.</summary>
    public void Run(Instant now)
    {
        while (Next <= now && Count > 0)
        {
            DeadlineTimer timer = _heap[0];
            Dequeue(timer);
            if (timer.Deadline > now)
            {
                Set(timer, timer.Deadline);
                continue;
            }

            timer.Deadline = Instant.Never;
            timer.Owner.TimerExpired(now);
        }
    }

    private void Enqueue(DeadlineTimer timer)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        timer.Queued = timer.Deadline;
        timer.Index = Count;
        _heap[Count++] = timer;
        Rise(timer);
    }

    private void Dequeue(DeadlineTimer timer)
    {
        int index = timer.Index;
        timer.Index = -1;
        DeadlineTimer last = _heap[--Count];
        _heap[Count] = null!;
        if (last != timer)
        {
            last.Index = index;
            _heap[index] = last;
            Rise(last);
            Sink(last);
        }
    }

    private void Rise(DeadlineTimer timer)
    {
        int index = timer.Index;
        while (index > 0)
        {
            int parent = (index - 1) / Arity;
            if (_heap[parent].Queued <= timer.Queued)
            {
                break;
            }

            Place(_heap[parent], index);
            index = parent;
        }

        Place(timer, index);
    }

    private void Sink(DeadlineTimer timer)
    {
        int index = timer.Index;
        while (true)
        {
            int least = index;
            Instant earliest = timer.Queued;
            int firstChild = (index * Arity) + 1;
            for (int child = firstChild; child < Math.Min(firstChild + Arity, Count); child++)
            {
                if (_heap[child].Queued < earliest)
                {
                    earliest = _heap[child].Queued;
                    least = child;
                }
            }

            if (least == index)
            {
                break;
            }

            Place(_heap[least], index);
            index = least;
        }

        Place(timer, index);
    }

    private void Place(DeadlineTimer timer, int index)
    {
        Moves++;
        _heap[index] = timer;
        timer.Index = index;
    }
}
