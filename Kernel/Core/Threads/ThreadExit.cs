using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Threads;

/// <summary>The end of a thread: what it still held is given up, whoever joins it is woken.</summary>
internal static unsafe class ThreadExit
{
    private const uint OwnerMask = 0x3FFF_FFFF;
    private const uint OwnerDied = 0x4000_0000;
    private const uint HasWaiters = 0x8000_0000;
    private const int MaximumRobustFutexes = 2048;

    /// <summary>Does not return.</summary>
    public static void Run()
    {
        Thread* self = Scheduler.Current;
        ReleaseRobustFutexes(self);
        if (self->ClearChildTid != 0 && UserMemory.TryWrite32(self->ClearChildTid, 0))
            Futex.Wake(self->ClearChildTid, 1, Futex.AnyBits);
        if (ThreadTable.Count == 1)
            MachineExit.Leave(0);
        ThreadTable.Remove(self);
        Scheduler.Exit();
    }

    // struct robust_list_head of set_robust_list(2): the list, the offset from an entry to its futex, an entry being locked.
    private static void ReleaseRobustFutexes(Thread* self)
    {
        ulong head = self->RobustList;
        if (head == 0 || !UserMemory.TryRead64(head, out ulong entry) || !UserMemory.TryRead64(head + 8, out ulong offset)
            || !UserMemory.TryRead64(head + 16, out ulong locking))
            return;
        for (int i = 0; i < MaximumRobustFutexes && (entry & ~1ul) != head; i++)
        {
            if (!UserMemory.TryRead64(entry & ~1ul, out ulong next))
                break;
            if (entry != locking)
                Release(self, (entry & ~1ul) + offset);
            entry = next;
        }

        if (locking != 0)
            Release(self, (locking & ~1ul) + offset);
    }

    private static void Release(Thread* self, ulong futex)
    {
        if (!UserMemory.TryRead32(futex, out uint value) || (value & OwnerMask) != (uint)self->Id)
            return;
        UserMemory.TryWrite32(futex, (value & HasWaiters) | OwnerDied);
        if ((value & HasWaiters) != 0)
            Futex.Wake(futex, 1, Futex.AnyBits);
    }
}
