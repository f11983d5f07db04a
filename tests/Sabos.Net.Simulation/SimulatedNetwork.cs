using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>
/// Stacks and wires under one clock, which jumps from event to event: a simulated hour takes as long as what happens in it, and the same
/// inputs give the same run.
/// </summary>
public sealed class SimulatedNetwork
{
    // A stack that asks to be polled again and again at one instant is spinning.
    private const int MostPollsAtOneInstant = 20_000;

    // What goes on for so long goes on for ever: two stacks that answer each other's answers, say.
    private const int MostPolls = 20_000_000;

    private readonly List<NetworkStack> _stacks = [];
    private readonly List<ISimulatedPart> _parts = [];

    public ManualClock Clock { get; } = new();

    /// <summary>Called after every round of polls: scripted stations answer here.</summary>
    public event Action? Polled;

    public SimulatedWire AddWire(TimeSpan latency)
    {
        SimulatedWire wire = new(Clock, latency);
        _parts.Add(wire);
        return wire;
    }

    /// <summary>A stack with its random source derived from a small number.</summary>
    public NetworkStack AddStack(int seed, string hostName = "sabos", TcpSettings? tcp = null, int? pollBudget = null, AddressProbing? probing = null)
    {
        byte[] entropy = new byte[32];
        new Random(seed).NextBytes(entropy);
        StackOptions options = new() { Seed = entropy, HostName = hostName, Tcp = tcp ?? new TcpSettings() };
        options = options with { AddressProbing = probing ?? options.AddressProbing };
        return AddStack(pollBudget is { } budget ? options with { PollBudget = budget } : options);
    }

    public NetworkStack AddStack(StackOptions options)
    {
        NetworkStack stack = new(options);
        stack.AdvanceTo(Clock.Now);
        _stacks.Add(stack);
        return stack;
    }

    /// <summary>Adds a part that time moves, such as a <see cref="FaultInjector"/>.</summary>
    public T Add<T>(T part)
        where T : ISimulatedPart
    {
        _parts.Add(part);
        return part;
    }

    public void Remove(ISimulatedPart part) => _parts.Remove(part);

    /// <summary>Runs for a span of simulated time.</summary>
    public void RunFor(TimeSpan span) => RunUntil(static () => false, span);

    /// <summary>Runs until something is so, or for at most a span of simulated time. True: it is so.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        Instant end = Clock.Now + limit;
        int polls = 0;
        int pollsInAll = 0;

        // What a test did before may have been anything; what happens from now on is data, and what devices do. So the stacks are driven as in the image.
        _stacks.ForEach(static stack => stack.NoteUse());
        while (true)
        {
            if (++pollsInAll > MostPolls)
            {
                throw new InvalidOperationException($"polled {pollsInAll} times until {Clock.Now}, and {limit} is not over");
            }

            RunParts();
            PollStacks();
            Polled?.Invoke();
            if (condition())
            {
                return true;
            }

            // Only now: programs may have left work for the stacks.
            Instant next = NextPoll();
            foreach (ISimulatedPart part in _parts)
            {
                next = Instant.Earlier(next, part.NextEvent);
            }

            if (next <= Clock.Now)
            {
                if (++polls > MostPollsAtOneInstant)
                {
                    throw new InvalidOperationException($"polled {polls} times at {Clock.Now} and still asked for more");
                }

                continue;
            }

            polls = 0;
            AdvanceTo(Instant.Earlier(next, end));
            if (next > end)
            {
                return false;
            }
        }
    }

    /// <summary>Stacks are told the time before anybody uses their sockets, as an owner does.</summary>
    private void AdvanceTo(Instant instant)
    {
        Clock.AdvanceTo(instant);
        foreach (NetworkStack stack in _stacks)
        {
            stack.AdvanceTo(instant);
        }
    }

    private void RunParts()
    {
        foreach (ISimulatedPart part in _parts)
        {
            part.Run();
        }
    }

    private void PollStacks()
    {
        foreach (NetworkStack stack in _stacks)
        {
            stack.PollDue(Clock.Now, mayHaveFrames: true);
        }
    }

    private Instant NextPoll()
    {
        Instant next = Instant.Never;
        foreach (NetworkStack stack in _stacks)
        {
            next = Instant.Earlier(next, stack.NextDue);
        }

        return next;
    }
}
