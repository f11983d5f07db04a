using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Threads;

/// <summary>
/// Futexes (futex(2)): threads that wait on a 32-bit word of the program, hashed by its address. The core runs without interrupts on one
/// processor, so that comparing the word and queueing the waiter is one step.
/// </summary>
internal static unsafe class Futex
{
    public const uint AnyBits = 0xFFFF_FFFF;
    private const int BucketCount = 256;

    private static ThreadQueue* s_buckets;

    public static void Initialize() => s_buckets = (ThreadQueue*)Heap.Allocate((ulong)(BucketCount * sizeof(ThreadQueue)));

    /// <summary>
    /// Waits while the word holds <paramref name="expected"/>: 0 when woken, -EAGAIN when it held something else, -ETIMEDOUT, -EFAULT, or
    /// <paramref name="interruptedResult"/> when a signal arrived.
    /// </summary>
    public static long Wait(ulong address, uint expected, uint bits, ulong deadline, long interruptedResult)
    {
        if (bits == 0 || address % sizeof(uint) != 0)
            return Errno.EINVAL;
        if (!UserMemory.TryRead32(address, out uint value))
            return Errno.EFAULT;
        if (value != expected)
            return Errno.EAGAIN;
        Thread* self = Scheduler.Current;
        self->FutexAddress = address;
        self->FutexBits = bits;
        ThreadQueue.Append(BucketOf(address), self);
        return Scheduler.Block(deadline) switch
        {
            WakeReason.Woken => 0,
            WakeReason.TimedOut => Errno.ETIMEDOUT,
            _ => interruptedResult,
        };
    }

    /// <summary>Wakes at most <paramref name="count"/> waiters whose bits meet <paramref name="bits"/>; the number woken.</summary>
    public static long Wake(ulong address, int count, uint bits)
    {
        long woken = 0;
        Thread* thread = BucketOf(address)->First;
        while (thread != null && woken < count)
        {
            Thread* next = thread->NextInQueue;
            if (thread->FutexAddress == address && (thread->FutexBits & bits) != 0)
            {
                Scheduler.Wake(thread, WakeReason.Woken);
                woken++;
            }

            thread = next;
        }

        return woken;
    }

    /// <summary>Wakes the one that began to wait last, of whatever bits.</summary>
    public static void WakeLatest(ulong address)
    {
        Thread* thread = BucketOf(address)->Last;
        while (thread != null && thread->FutexAddress != address)
            thread = thread->PreviousInQueue;
        if (thread != null)
            Scheduler.Wake(thread, WakeReason.Woken);
    }

    /// <summary>Wakes some waiters and moves others to <paramref name="target"/>; the number of both.</summary>
    public static long Requeue(ulong address, int wakeCount, int moveCount, ulong target)
    {
        long woken = Wake(address, wakeCount, AnyBits);
        long moved = 0;
        Thread* thread = BucketOf(address)->First;
        while (thread != null && moved < moveCount && target != address)
        {
            Thread* next = thread->NextInQueue;
            if (thread->FutexAddress == address)
            {
                ThreadQueue.Remove(thread);
                thread->FutexAddress = target;
                ThreadQueue.Append(BucketOf(target), thread);
                moved++;
            }

            thread = next;
        }

        return woken + moved;
    }

    private static ThreadQueue* BucketOf(ulong address)
    {
        ulong hash = (address >> 2) * 0x9E37_79B9_7F4A_7C15;
        return s_buckets + (hash >> 56);
    }
}
