using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Sabos.Hal;

/// <summary>
/// What the class library's <see cref="Lock"/> is, for a third of its instructions: the network's is taken several times for each request, nearly always unopposed.
/// Whoever finds it taken sleeps, without spinning, because on one processor nobody could release it meanwhile.
/// </summary>
public sealed unsafe class FutexLock
{
    private const uint Free = 0;
    private const uint Held = 1;
    private const uint Wanted = 2;

    // The thread's number, which is at hand here without a call.
    [ThreadStatic]
    private static int s_thread;

    private readonly uint[] _memory = GC.AllocateArray<uint>(1, pinned: true);
    private readonly uint* _state;
    private int _owner;

    // SAFETY (here and below): the array is pinned, and lives as long as this object.
    public FutexLock() => _state = (uint*)Unsafe.AsPointer(ref _memory[0]);

    /// <summary>How often the thread that holds the lock has entered it; only for that thread.</summary>
    public int Depth { get; private set; }

    /// <summary>Takes the lock, once more if the caller has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        int caller = s_thread != 0 ? s_thread : NumberThread();
        if (_owner != caller)
        {
            if (Interlocked.CompareExchange(ref *_state, Held, Free) != Free)
                EnterLater();
            _owner = caller;
        }

        Depth++;
    }

    /// <summary>Undoes one <see cref="Enter"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit()
    {
        if (--Depth > 0)
            return;
        _owner = 0;
        if (Interlocked.Exchange(ref *_state, Free) == Wanted)
            Wake();
    }

    private static int NumberThread() => s_thread = Environment.CurrentManagedThreadId;

    // Whoever has slept leaves the lock as wanted, since others may have slept, too.
    private void EnterLater()
    {
        while (Interlocked.Exchange(ref *_state, Wanted) != Free)
            Futex.Wait(_state, Wanted, deadline: null, EventWord.AnyKind);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wake() => Futex.Wake(_state, EventWord.AnyKind);
}
