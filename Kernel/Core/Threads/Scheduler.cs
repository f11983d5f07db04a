using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Time;

namespace Sabos.Core.Threads;

/// <summary>
/// Who runs. A thread has a credit of running time that sleeping restores. While it lasts the thread counts as interactive: it runs
/// before batch threads, and an interrupt that wakes it preempts whoever runs; a thread that wakes it goes on until it blocks or its
/// slice ends, which spares switches. Batch threads take turns of one slice; the first of them
/// runs when it has waited too long, whatever else is ready. Without a second ready thread no timer runs at all.
/// When nothing is ready the processor halts on the stack of the thread that blocked last, so that a thread that waits for the next
/// interrupt continues without any switch.
/// </summary>
internal static unsafe class Scheduler
{
    private const long Slice = 4_000_000;
    private const ulong LongestBatchWait = 40_000_000;

    private static Thread* s_current;
    private static ThreadQueue* s_interactive;
    private static ThreadQueue* s_batch;
    private static ulong s_idleStack;
    private static bool s_isIdle;

    public static Thread* Current => s_current;

    /// <summary>Set when another thread should run instead of the current one; checked on the way back to the program.</summary>
    public static bool RescheduleWanted { get; private set; }

    /// <summary>Set while an interrupt is handled: whom it wakes, shall run.</summary>
    public static bool InInterrupt { get; set; }

    /// <summary>Total time without a ready thread, in nanoseconds.</summary>
    public static ulong IdleTime { get; private set; }

    public static ulong SwitchCount { get; private set; }

    public static void Initialize()
    {
        s_interactive = Heap.Require<ThreadQueue>();
        s_batch = Heap.Require<ThreadQueue>();
        s_idleStack = KernelStack.Require();
    }

    /// <summary>How long <paramref name="thread"/> has run, in nanoseconds.</summary>
    public static ulong ProcessorTimeOf(Thread* thread)
        => thread->ProcessorTime + (thread == s_current && thread->State == ThreadState.Ready ? Clock.NowNanoseconds() - thread->Since : 0);

    /// <summary>Puts a new thread in the run queue.</summary>
    public static void Start(Thread* thread)
    {
        thread->Credit = Slice;
        thread->State = ThreadState.Ready;
        ThreadQueue.Append(s_interactive, thread);
        ArmForSlice();
    }

    /// <summary>
    /// Blocks the current thread until <see cref="Wake"/> or <paramref name="deadline"/> (<see cref="ulong.MaxValue"/>: none). The caller
    /// has put it into the queue where its waker will look for it.
    /// </summary>
    public static WakeReason Block(ulong deadline)
    {
        Thread* self = s_current;
        if (self->Signals.AnyReady)
        {
            ThreadQueue.Remove(self);
            return WakeReason.Interrupted;
        }

        self->State = ThreadState.Blocked;
        if (deadline != ulong.MaxValue)
        {
            self->Deadline = deadline;
            SleepQueue.Insert(self);
            DeadlineTimer.Arm(SleepQueue.FirstDeadline);
        }

        ulong now = Clock.NowNanoseconds();
        Charge(self, now);
        SwitchAway(now, false);
        return self->WakeReason;
    }

    /// <summary>Ends a thread's wait, whatever it waits for.</summary>
    public static void Wake(Thread* thread, WakeReason reason)
    {
        if (thread->State != ThreadState.Blocked)
            return;
        ThreadQueue.Remove(thread);
        SleepQueue.Remove(thread);
        thread->State = ThreadState.Ready;
        thread->WakeReason = reason;
        ulong now = Clock.NowNanoseconds();
        thread->Credit += (long)(now - thread->Since);
        if (thread->Credit > Slice)
            thread->Credit = Slice;
        thread->Since = now;
        thread->Batch = thread->Credit <= 0;
        // Whom a device wakes comes first; sleepers whose time has come keep their order.
        if (InInterrupt && !thread->Batch && reason == WakeReason.Woken)
            ThreadQueue.Prepend(s_interactive, thread);
        else
            ThreadQueue.Append(thread->Batch ? s_batch : s_interactive, thread);
        RescheduleWanted |= InInterrupt && !thread->Batch;
        ArmForSlice();
    }

    /// <summary>Lets the others run first.</summary>
    public static void Yield()
    {
        if (s_interactive->First != null || s_batch->First != null)
            Requeue(false);
    }

    /// <summary>On the way back to the program after <see cref="RescheduleWanted"/>; <paramref name="interrupted"/>: not from a plain system call.</summary>
    public static void Reschedule(bool interrupted)
    {
        RescheduleWanted = false;
        Requeue(interrupted);
    }

    public static void TimerExpired()
    {
        ulong now = Clock.NowNanoseconds();
        while (SleepQueue.FirstDeadline <= now)
            Wake(SleepQueue.First, WakeReason.TimedOut);

        if ((s_interactive->First != null || s_batch->First != null) && s_current->State == ThreadState.Ready
            && (long)(now - s_current->Since) >= s_current->Credit)
            RescheduleWanted = true;
        DeadlineTimer.Arm(SleepQueue.FirstDeadline);
        ArmForSlice();
    }

    /// <summary>Leaves the current thread for ever.</summary>
    public static void Exit()
    {
        s_current->State = ThreadState.Dead;
        SwitchAway(Clock.NowNanoseconds(), false);
    }

    /// <summary>Makes <paramref name="thread"/> the first that runs. Does not return.</summary>
    public static void Begin(Thread* thread)
    {
        thread->Credit = Slice;
        Install(thread, Clock.NowNanoseconds());
        ContextSwitch.Enter(thread->SavedStack);
    }

    private static void Requeue(bool interrupted)
    {
        Thread* self = s_current;
        ulong now = Clock.NowNanoseconds();
        Charge(self, now);
        if (self->Credit <= 0)
            self->Batch = true;
        ThreadQueue.Append(self->Batch ? s_batch : s_interactive, self);
        SwitchAway(now, interrupted);
    }

    private static void Charge(Thread* thread, ulong now)
    {
        ulong ran = now - thread->Since;
        thread->ProcessorTime += ran;
        thread->Credit -= (long)ran;
        thread->Since = now;
    }

    private static void SwitchAway(ulong now, bool interrupted)
    {
        Thread* next;
        while ((next = TakeNext(now)) == null)
            now = WaitForWork(now);
        RescheduleWanted = false;
        Thread* previous = s_current;
        if (next == previous)
        {
            next->Since = now;
            ArmForSlice();
            return;
        }

        SwitchCount++;
        previous->HasFullFpuState = interrupted;
        if (interrupted)
            Fpu.Save(previous->FpuArea);
        else
            Fpu.SaveControl(previous->FpuArea);
        Install(next, now);
        if (next->HasFullFpuState)
            Fpu.Restore(next->FpuArea);
        else
            Fpu.RestoreControl(next->FpuArea);
        ContextSwitch.Switch(&previous->SavedStack, next->SavedStack);
        ThreadTable.FreeDead();
    }

    private static Thread* TakeNext(ulong now)
    {
        Thread* next = s_interactive->First;
        Thread* batch = s_batch->First;
        if (next == null || (batch != null && now - batch->Since > LongestBatchWait))
            next = batch;
        if (next != null)
            ThreadQueue.Remove(next);
        return next;
    }

    private static void Install(Thread* thread, ulong now)
    {
        s_current = thread;
        if (thread->Batch)
            thread->Credit = Slice;
        thread->Since = now;
        DescriptorTables.SetInterruptStack(thread->KernelStackTop);
        DescriptorTables.SetSystemCallStack(thread->KernelStackTop);
        ContextSwitch.LoadFsBase(thread->FsBase);
        ArmForSlice();
    }

    private static ulong WaitForWork(ulong since)
    {
        DescriptorTables.SetInterruptStack(s_idleStack);
        s_isIdle = true;
        Instructions.WaitForInterrupt();
        s_isIdle = false;
        DescriptorTables.SetInterruptStack(s_current->KernelStackTop);
        ulong now = Clock.NowNanoseconds();
        IdleTime += now - since;
        return now;
    }

    // With someone waiting for the processor, the running thread has it until its credit is used up. In an idle machine none runs: the timer of one that was
    // woken and has no credit left would interrupt before the processor comes back to where it halted, again and again.
    private static void ArmForSlice()
    {
        if (!s_isIdle && s_current != null && s_current->State == ThreadState.Ready && (s_interactive->First != null || s_batch->First != null))
            DeadlineTimer.Arm(s_current->Since + (s_current->Credit > 0 ? (ulong)s_current->Credit : 0));
    }
}
