namespace Sabos.Core.Threads;

/// <summary>Threads in the order of their arrival: run queues, and waiters for something. A thread is in one queue at most.</summary>
internal unsafe struct ThreadQueue
{
    public Thread* First;
    public Thread* Last;

    public static void Append(ThreadQueue* queue, Thread* thread)
    {
        thread->Queue = queue;
        thread->NextInQueue = null;
        thread->PreviousInQueue = queue->Last;
        if (queue->Last != null)
            queue->Last->NextInQueue = thread;
        else
            queue->First = thread;
        queue->Last = thread;
    }

    public static void Prepend(ThreadQueue* queue, Thread* thread)
    {
        thread->Queue = queue;
        thread->PreviousInQueue = null;
        thread->NextInQueue = queue->First;
        if (queue->First != null)
            queue->First->PreviousInQueue = thread;
        else
            queue->Last = thread;
        queue->First = thread;
    }

    /// <summary>Takes <paramref name="thread"/> out of the queue it is in, if any.</summary>
    public static void Remove(Thread* thread)
    {
        ThreadQueue* queue = thread->Queue;
        if (queue == null)
            return;
        if (thread->PreviousInQueue != null)
            thread->PreviousInQueue->NextInQueue = thread->NextInQueue;
        else
            queue->First = thread->NextInQueue;
        if (thread->NextInQueue != null)
            thread->NextInQueue->PreviousInQueue = thread->PreviousInQueue;
        else
            queue->Last = thread->PreviousInQueue;
        thread->Queue = null;
    }

    /// <summary>Wakes every waiter.</summary>
    public static void WakeAll(ThreadQueue* queue)
    {
        while (queue->First != null)
            Scheduler.Wake(queue->First, WakeReason.Woken);
    }
}
