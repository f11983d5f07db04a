using System;
using System.Collections.Generic;
using System.Threading;
using Sabos.Hal;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// The owner of the stack and of its devices: one thread that polls, then sleeps until a device interrupts, a socket call leaves work, or
/// the stack's next timer is due. Nobody else polls, so no two threads can take each other's packets.
/// Every other use of the stack happens between <see cref="Enter"/> and the disposal of what it returns.
/// </summary>
public sealed class NetworkLoop : IDisposable
{
    // What nobody's deadline is earlier than: the loop is awake, or has been told to wake.
    private static readonly Instant s_awake = new(long.MinValue);

    private readonly Lock _lock = new();
    private readonly EventWord _word;
    private readonly Stack<PooledWord> _idleWords = new();
    private readonly Thread _thread;
    private Instant _sleepsUntil = s_awake;
    private volatile bool _isStopping;

    /// <param name="stack">The stack to run.</param>
    /// <param name="word">What the stack's devices signal, and what the loop sleeps on.</param>
    public NetworkLoop(NetworkStack stack, EventWord word)
    {
        Stack = stack;
        _word = word;
        _thread = new Thread(Run) { IsBackground = true, Name = "network" };
    }

    /// <summary>The stack; to be touched only inside <see cref="Enter"/>.</summary>
    public NetworkStack Stack { get; }

    /// <summary>Raised after every poll, under the lock: for the few who wait for something that no socket reports.</summary>
    public event Action? Polled;

    /// <summary>Takes the stack. Disposing the result gives it back, and wakes the loop if there is now work before it meant to wake.</summary>
    public Scope Enter()
    {
        _lock.Enter();
        Stack.AdvanceTo(MonotonicClock.Now);
        return new Scope(this);
    }

    /// <summary>Starts the loop's thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Stops the loop, after which devices and word may be disposed of. Sockets are answered no more.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _word.Signal();
        _thread.Join();
    }

    /// <summary>A word for one blocked caller; under the lock.</summary>
    internal PooledWord RentWord() => _idleWords.TryPop(out PooledWord? word) ? word : new PooledWord();

    /// <summary>Gives a word back; under the lock.</summary>
    internal void ReturnWord(PooledWord word) => _idleWords.Push(word);

    private void Run()
    {
        ThreadName.SetCurrent("network\0"u8);
        uint observed = _word.Observe();
        while (!_isStopping)
        {
            TimeSpan rest = PollOnce();
            if (rest != TimeSpan.Zero)
                _word.Wait(observed, rest);
            observed = _word.Observe();
        }

        // What was said last goes out.
        PollOnce();
    }

    /// <summary>Polls the stack. How long to sleep, unless signalled: zero for not at all, or infinite.</summary>
    private TimeSpan PollOnce()
    {
        lock (_lock)
        {
            _sleepsUntil = s_awake;
            Instant now = MonotonicClock.Now;
            Stack.Poll(now);
            Polled?.Invoke();
            Instant next = Stack.NextPoll ?? Instant.Never;
            if (next <= now)
                return TimeSpan.Zero;

            _sleepsUntil = next;
            return next == Instant.Never ? Timeout.InfiniteTimeSpan : next - now;
        }
    }

    private void Leave()
    {
        bool wake = Stack.NextPoll < _sleepsUntil;
        if (wake)
            _sleepsUntil = s_awake;
        _lock.Exit();
        if (wake)
            _word.Signal();
    }

    /// <summary>The stack, held.</summary>
    public readonly ref struct Scope
    {
        private readonly NetworkLoop _loop;

        internal Scope(NetworkLoop loop) => _loop = loop;

        public void Dispose() => _loop.Leave();
    }
}
