using Sabos.Core.Memory;
using Sabos.Core.Processor;

namespace Sabos.Core.Threads;

/// <summary>All threads, in the order of their birth.</summary>
internal static unsafe class ThreadTable
{
    private static Thread* s_first;
    private static Thread* s_last;
    private static Thread* s_dead;
    private static int s_lastId;

    public static Thread* First => s_first;

    public static int Count { get; private set; }

    /// <summary>A thread with a kernel stack, not started; null when memory is exhausted.</summary>
    public static Thread* Create()
    {
        if (!SleepQueue.Reserve(Count + 1))
            return null;
        Thread* thread = Heap.Allocate<Thread>();
        if (thread == null)
            return null;
        thread->FpuArea = Fpu.AllocateArea();
        thread->KernelStackTop = KernelStack.Allocate();
        if (thread->FpuArea == null || thread->KernelStackTop == 0)
        {
            Release(thread);
            return null;
        }

        thread->SleepIndex = -1;
        thread->Id = ++s_lastId;
        thread->PreviousThread = s_last;
        if (s_last != null)
            s_last->NextThread = thread;
        else
            s_first = thread;
        s_last = thread;
        Count++;
        return thread;
    }

    public static Thread* Find(int id)
    {
        Thread* thread = s_first;
        while (thread != null && thread->Id != id)
            thread = thread->NextThread;
        return thread;
    }

    /// <summary>Takes the exiting thread out of the table. Its stack is freed by the next thread that runs.</summary>
    public static void Remove(Thread* thread)
    {
        if (thread->PreviousThread != null)
            thread->PreviousThread->NextThread = thread->NextThread;
        else
            s_first = thread->NextThread;
        if (thread->NextThread != null)
            thread->NextThread->PreviousThread = thread->PreviousThread;
        else
            s_last = thread->PreviousThread;
        Count--;
        s_dead = thread;
    }

    /// <summary>Frees the thread that exited just before the current one was switched to, if one did.</summary>
    public static void FreeDead()
    {
        if (s_dead == null)
            return;
        Release(s_dead);
        s_dead = null;
    }

    private static void Release(Thread* thread)
    {
        if (thread->KernelStackTop != 0)
            KernelStack.Free(thread->KernelStackTop);
        Fpu.FreeArea(thread->FpuArea);
        Heap.Free(thread);
    }
}
