using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Sabos.Hal;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// The owner of the stack and of its devices. Whoever holds its lock polls: a socket call that leaves something to send, so that it is sent without another
/// thread; a thread that waits for socket events, which looks for what it waits for itself; and the keeper, a thread that polls when the stack's next timer is due,
/// and when a device interrupts while nobody waits for events. So a request is received, answered and sent by one thread, and no program that
/// computes or blocks keeps packets waiting.
/// Every other use of the stack happens between <see cref="Enter"/> and the disposal of what it returns.
/// </summary>
public sealed class NetworkLoop : IDisposable
{
    // Who sleeps on the word. An interrupt wakes the one of either kind who went to sleep last: the keeper only if nobody waits for events.
    private const uint Keeper = 1;
    private const uint Listener = 2;

    // What nobody's deadline is earlier than: the keeper is awake, or has been told to wake.
    private static readonly Instant s_awake = new(long.MinValue);

    private readonly FutexLock _lock = new();
    private readonly EventWord _word;
    private readonly Stack<PooledWord> _idleWords = new();
    private readonly Thread _keeper;
    private Instant _keeperSleepsUntil = s_awake;
    private uint _polled = uint.MaxValue;
    private bool _isOutputGathered;
    private bool _isListenerOut;

    // Whoever holds the lock has sent data.
    private bool _isOutputUrgent;

    // One who waited for socket events has been woken, and has not polled yet.
    private bool _isListenerComing;

    // When the stack is due, asked for again only when it may have changed.
    private Instant _next;
    private bool _isNextKnown;
    private volatile bool _isStopping;
    private bool _isOver;

    /// <param name="stack">The stack to run.</param>
    /// <param name="word">
    /// What the stack's devices signal, and what the loop sleeps on. It must live on after the loop: who waits for socket events is never told to go.
    /// </param>
    public NetworkLoop(NetworkStack stack, EventWord word)
    {
        Stack = stack;
        _word = word;
        _keeper = new Thread(Keep) { IsBackground = true, Name = "network" };
    }

    /// <summary>The stack; to be touched only inside <see cref="Enter"/>.</summary>
    public NetworkStack Stack { get; }

    /// <summary>Raised after every poll, under the lock: for the few who wait for something that no socket reports.</summary>
    public event Action? Polled;

    /// <summary>Takes the stack. Disposing the result gives it back, and does the work that is due by then.</summary>
    public Scope Enter()
    {
        Scope scope = EnterForData();
        Stack.NoteUse();
        return scope;
    }

    /// <summary>The same for those who only send on connections: cheaper, because whatever is not a connection need not be asked whether it has work now.</summary>
    internal Scope EnterForData()
    {
        Scope scope = EnterForConnection();
        _isOutputUrgent = true;
        return scope;
    }

    /// <summary>
    /// The same for those who begin, change or end a connection: nobody waits for what that sends, so it is left to whoever waits for socket events if that
    /// thread is going to poll soon: it has been woken, or handles events.
    /// </summary>
    internal Scope EnterForConnection()
    {
        Scope scope = EnterToRead();
        Stack.AdvanceTo(MonotonicClock.Now);
        _isNextKnown = false;
        return scope;
    }

    /// <summary>The same for those who only look, or take data that has arrived, which starts nothing that is timed: the stack's time stays as it was.</summary>
    internal Scope EnterToRead()
    {
        _lock.Enter();
        return new Scope(this);
    }

    /// <summary>Starts the keeper.</summary>
    public void Start() => _keeper.Start();

    /// <summary>Stops: nobody polls from then on, so that the devices may be disposed of. Sockets are answered no more.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _word.Signal();
        _keeper.Join();
        _lock.Enter();
        _isOver = true;
        _lock.Exit();
    }

    /// <summary>A word for one blocked caller; under the lock.</summary>
    internal PooledWord RentWord() => _idleWords.TryPop(out PooledWord? word) ? word : new PooledWord();

    /// <summary>Gives a word back; under the lock.</summary>
    internal void ReturnWord(PooledWord word) => _idleWords.Push(word);

    /// <summary>What a thread that waits for socket events observes before it looks, by <see cref="PollIfDue()"/>, for some.</summary>
    internal uint Observe() => _word.Observe();

    /// <summary>Sleeps until there may be socket events; outside the lock. May return early.</summary>
    internal void Listen(uint observed) => _word.Wait(observed, Timeout.InfiniteTimeSpan, Listener);

    /// <summary>Ends <see cref="Listen"/> for all who are in it; under the lock.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void WakeListeners()
    {
        _isListenerComing = true;
        _word.Signal(Listener);
    }

    /// <summary>
    /// Polls, if a device or a socket call has left anything to do: what who waits for socket events does first, each time. Timers are left to the keeper. Under
    /// the lock.
    /// </summary>
    internal void PollIfDue()
    {
        _isListenerComing = false;
        if (_word.Observe() != _polled || NextDue <= Stack.Now)
            Poll(MonotonicClock.Now);
    }

    /// <summary>
    /// A thread which waited for socket events goes to handle so many, and will then poll and wait for more. Until then socket calls leave what they send to
    /// that poll: ends of connections always, data if there are several events. Meanwhile the keeper is made ready to run, should that take longer
    /// or block. Under the lock.
    /// </summary>
    internal void GatherOutput(int events)
    {
        _isListenerOut = events > 0;
        _isOutputGathered = events > 1;
    }

    private Instant NextDue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (Stack.Tcp.HasWork)
                return Stack.Now;
            if (!_isNextKnown)
            {
                _next = Stack.NextDue;
                _isNextKnown = true;
            }

            return _next;
        }
    }

    private void Keep()
    {
        uint observed = _word.Observe();
        while (!_isStopping)
        {
            TimeSpan rest = PollOnce();
            if (rest != TimeSpan.Zero)
                _word.Wait(observed, rest, Keeper);
            observed = _word.Observe();
        }

        // What was said last goes out.
        PollOnce();
    }

    /// <summary>Polls the stack, if there can be anything to do. How long to sleep, unless signalled: zero for not at all, or infinite.</summary>
    private TimeSpan PollOnce()
    {
        _lock.Enter();
        try
        {
            _keeperSleepsUntil = s_awake;
            Instant now = MonotonicClock.Now;
            if (_word.Observe() != _polled || NextDue <= now)
                Poll(now);
            Instant next = NextDue;
            if (next <= now)
                return TimeSpan.Zero;

            _keeperSleepsUntil = next;
            return next == Instant.Never ? Timeout.InfiniteTimeSpan : next - now;
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Poll(Instant now)
    {
        if (_isOver)
            return;

        // While the word stays as it was before a poll, no device has interrupted since, which each does once its frames have all been taken.
        uint observed = _word.Observe();
        Stack.PollDue(now, mayHaveFrames: observed != _polled);
        _polled = observed;
        Polled?.Invoke();
        _isNextKnown = false;
    }

    private void Leave()
    {
        // Nothing to settle: since it was known when the stack is due, nothing has been done that can change it.
        bool isSettled = _isNextKnown && !Stack.Tcp.HasWork;
        bool wake = !isSettled && _lock.Depth == 1 && Settle();
        _lock.Exit();
        if (wake)
            WakeKeeper();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeKeeper() => _word.Signal(Keeper);

    /// <summary>Does what is due, within a poll's bounds. True if the keeper must be told of what remains.</summary>
    private bool Settle()
    {
        bool mayWait = _isOutputGathered || ((_isListenerComing || _isListenerOut) && !_isOutputUrgent);
        _isOutputUrgent = false;
        if (!mayWait && NextDue <= Stack.Now)
            Poll(Stack.Now);

        if (_isListenerComing || _keeperSleepsUntil == s_awake || NextDue >= _keeperSleepsUntil)
            return false;
        _keeperSleepsUntil = s_awake;
        return true;
    }

    /// <summary>The stack, held.</summary>
    public readonly ref struct Scope
    {
        private readonly NetworkLoop _loop;

        internal Scope(NetworkLoop loop) => _loop = loop;

        public void Dispose() => _loop.Leave();
    }
}
