using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Hal;

/// <summary>
/// An event count: the one thing a device loop sleeps on. Device interrupts and other threads both advance it. The loop observes the word,
/// looks for work, and if it finds none waits for the word to differ from what it observed; whatever was signalled after
/// the observation ends the wait at once, so no signal is lost between looking and sleeping. Built on futex, here and under Linux alike.
/// </summary>
public sealed unsafe class EventWord : IDisposable
{
    /// <summary>Waiters of every kind.</summary>
    public const uint AnyKind = uint.MaxValue;

    // A cache line of its own: the word, then the number of threads inside Wait.
    private const int LineSize = 64;

    private uint* _word;
    private uint* _waiters;

    public EventWord()
    {
        // SAFETY: AlignedAlloc returns LineSize writable bytes or throws; both fields lie within them.
        _word = (uint*)NativeMemory.AlignedAlloc(LineSize, LineSize);
        NativeMemory.Clear(_word, LineSize);
        _waiters = _word + 1;
    }

    /// <summary>The word's address, for the core to advance from interrupts.</summary>
    internal uint* Address => _word;

    /// <summary>The present value, to be taken before looking for work and handed to <see cref="Wait"/> afterwards.</summary>
    // SAFETY (here and below): the word lives until Dispose; using it later is a null dereference, which .NET turns into an exception.
    public uint Observe() => Volatile.Read(ref *_word);

    /// <summary>Advances the word and wakes every waiter of the given kinds. Any thread may call it.</summary>
    /// <param name="kinds">A bit for each kind. Waiters of the others sleep on, though the word has changed.</param>
    public void Signal(uint kinds = AnyKind)
    {
        // Full fences on both sides make this safe without a call when nobody waits: either the waiter's increment is visible here, or the
        // kernel's comparison, which follows that increment, sees the new value and does not sleep.
        Interlocked.Increment(ref *_word);
        if (Volatile.Read(ref *_waiters) != 0)
            Futex.Wake(_word, kinds);
    }

    /// <summary>
    /// Sleeps until the word differs from <paramref name="observed"/>, or the time is over. May also return early.
    /// </summary>
    /// <param name="observed">What <see cref="Observe"/> returned before the caller looked for work.</param>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for no limit; zero or less does not sleep.</param>
    /// <param name="kinds">What kinds of waiter the caller is, a bit for each; the word gives them their meaning.</param>
    /// <returns>False if the time passed and the word did not change.</returns>
    public bool Wait(uint observed, TimeSpan timeout, uint kinds = AnyKind)
    {
        if (Observe() != observed)
            return true;
        bool bounded = timeout != Timeout.InfiniteTimeSpan;
        if (bounded && timeout <= TimeSpan.Zero)
            return false;

        long? deadline = bounded ? (Stopwatch.GetElapsedTime(0) + timeout).Ticks * TimeSpan.NanosecondsPerTick : null;
        Interlocked.Increment(ref *_waiters);
        bool timedOut = Futex.Wait(_word, observed, deadline, kinds);
        Interlocked.Decrement(ref *_waiters);
        return !timedOut || Observe() != observed;
    }

    /// <summary>Frees the word. Nobody may wait on it, and no interrupt may be bound to it any more.</summary>
    public void Dispose()
    {
        if (_word == null)
            return;
        NativeMemory.AlignedFree(_word);
        _word = null;
        _waiters = null;
    }
}
