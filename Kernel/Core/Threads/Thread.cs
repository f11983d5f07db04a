using Sabos.Core.Signals;

namespace Sabos.Core.Threads;

internal enum ThreadState
{
    /// <summary>Running, or in a run queue.</summary>
    Ready,

    /// <summary>Waiting to be woken; perhaps in a wait queue, perhaps in the sleep queue.</summary>
    Blocked,

    /// <summary>Left; its stack is about to be freed.</summary>
    Dead,
}

/// <summary>Why <see cref="Scheduler.Block"/> returned.</summary>
internal enum WakeReason
{
    Woken,
    TimedOut,

    /// <summary>A signal is waiting for the thread.</summary>
    Interrupted,
}

/// <summary>A thread of the program. Times are nanoseconds of the monotonic clock.</summary>
internal unsafe struct Thread
{
    public const int NameLength = 16;

    /// <summary>Stack pointer within <see cref="ContextSwitch"/> while the thread is not running.</summary>
    public ulong SavedStack;
    public ulong KernelStackTop;
    public ulong FsBase;
    public byte* FpuArea;

    /// <summary>The area holds the whole state, not only the control words (<see cref="Processor.Fpu"/>).</summary>
    public bool HasFullFpuState;

    public int Id;
    public ThreadState State;
    public WakeReason WakeReason;

    /// <summary>Neighbours in the list of all threads.</summary>
    public Thread* NextThread;
    public Thread* PreviousThread;

    /// <summary>The run queue or wait queue the thread is in, and its neighbours there.</summary>
    public ThreadQueue* Queue;
    public Thread* NextInQueue;
    public Thread* PreviousInQueue;

    /// <summary>When to wake at the latest, and the place in the sleep queue; -1 when not in it.</summary>
    public ulong Deadline;
    public int SleepIndex;

    /// <summary>What is left of the time the thread may run before others of its kind (<see cref="Scheduler"/>).</summary>
    public long Credit;
    public bool Batch;
    public ulong Since;
    public ulong ProcessorTime;

    public ulong FutexAddress;
    public uint FutexBits;

    public ulong ClearChildTid;
    public ulong RobustList;
    public ThreadSignals Signals;

    public fixed byte Name[NameLength];
}
