using Sabos.Core.Memory;

namespace Sabos.Core.Threads;

/// <summary>Threads that wake at a time: a binary heap, the earliest deadline first.</summary>
internal static unsafe class SleepQueue
{
    private static Thread** s_heap;
    private static int s_count;
    private static int s_capacity;

    /// <summary>The earliest deadline, or <see cref="ulong.MaxValue"/>.</summary>
    public static ulong FirstDeadline => s_count == 0 ? ulong.MaxValue : s_heap[0]->Deadline;

    public static Thread* First => s_heap[0];

    /// <summary>Makes room for <paramref name="threads"/> sleepers, so that <see cref="Insert"/> cannot fail. False when memory is exhausted.</summary>
    public static bool Reserve(int threads)
    {
        if (threads <= s_capacity)
            return true;
        int capacity = s_capacity == 0 ? 64 : s_capacity * 2;
        void* larger = Heap.Grow(s_heap, (ulong)(s_capacity * sizeof(Thread*)), (ulong)(capacity * sizeof(Thread*)));
        if (larger == null)
            return false;
        s_heap = (Thread**)larger;
        s_capacity = capacity;
        return true;
    }

    public static void Insert(Thread* thread)
    {
        Place(thread, s_count++);
        SiftUp(thread->SleepIndex);
    }

    /// <summary>Takes <paramref name="thread"/> out, if it is in.</summary>
    public static void Remove(Thread* thread)
    {
        int index = thread->SleepIndex;
        if (index < 0)
            return;
        thread->SleepIndex = -1;
        Thread* last = s_heap[--s_count];
        if (last == thread)
            return;
        Place(last, index);
        SiftUp(index);
        SiftDown(last->SleepIndex);
    }

    private static void SiftUp(int index)
    {
        Thread* thread = s_heap[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (s_heap[parent]->Deadline <= thread->Deadline)
                break;
            Place(s_heap[parent], index);
            index = parent;
        }

        Place(thread, index);
    }

    private static void SiftDown(int index)
    {
        Thread* thread = s_heap[index];
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= s_count)
                break;
            if (child + 1 < s_count && s_heap[child + 1]->Deadline < s_heap[child]->Deadline)
                child++;
            if (thread->Deadline <= s_heap[child]->Deadline)
                break;
            Place(s_heap[child], index);
            index = child;
        }

        Place(thread, index);
    }

    private static void Place(Thread* thread, int index)
    {
        s_heap[index] = thread;
        thread->SleepIndex = index;
    }
}
