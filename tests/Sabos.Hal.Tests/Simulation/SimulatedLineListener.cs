using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>One who listens at an interrupt line, as the core keeps it.</summary>
internal sealed unsafe class SimulatedLineListener(byte line, EventWord word)
{
    private uint* _count;

    public byte Line { get; } = line;

    /// <summary>It has been told of an interrupt, and not answered.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>How often it has answered.</summary>
    public int Answers { get; private set; }

    public LineInterrupt Open(Action released)
    {
        _count = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
        return new LineInterrupt(_count, Answer, () =>
        {
            released();
            NativeMemory.Free(_count);
        });
    }

    public void Ask()
    {
        IsAsked = true;
        Interlocked.Increment(ref *_count);
        word.Signal();
    }

    private void Answer()
    {
        IsAsked = false;
        Answers++;
    }
}
