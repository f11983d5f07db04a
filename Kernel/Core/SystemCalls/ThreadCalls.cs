using Sabos.Core.Memory;
using Sabos.Core.Threads;

namespace Sabos.Core.SystemCalls;

/// <summary>What a thread asks about itself, and its end.</summary>
internal static unsafe class ThreadCalls
{
    private const ulong SetFs = 0x1002;
    private const ulong GetFs = 0x1003;
    private const ulong BarrierQuery = 0;
    private const ulong BarrierCommands = 0x1 | 0x2 | 0x4 | 0x8 | 0x10;
    private const ulong RobustListLength = 24;

    public static long Id => Scheduler.Current->Id;

    public static long Yield()
    {
        Scheduler.Yield();
        return 0;
    }

    public static long Exit()
    {
        ThreadExit.Run();
        return 0;
    }

    public static long ArchitecturePrctl(ulong code, ulong value)
    {
        switch (code)
        {
            case SetFs:
                if (value >= Layout.ProgramEnd)
                    return Errno.EPERM;
                Scheduler.Current->FsBase = value;
                ContextSwitch.LoadFsBase(value);
                return 0;
            case GetFs:
                return UserMemory.TryWrite64(value, Scheduler.Current->FsBase) ? 0 : Errno.EFAULT;
            default:
                return Errno.EINVAL;
        }
    }

    public static long SetTidAddress(ulong address)
    {
        Scheduler.Current->ClearChildTid = address;
        return Id;
    }

    public static long SetRobustList(ulong head, ulong length)
    {
        if (length != RobustListLength)
            return Errno.EINVAL;
        Scheduler.Current->RobustList = head;
        return 0;
    }

    public static long GetRobustList(ulong id, ulong head, ulong length)
    {
        Thread* thread = id == 0 ? Scheduler.Current : ThreadTable.Find((int)id);
        if (thread == null)
            return Errno.ESRCH;
        return UserMemory.TryWrite64(head, thread->RobustList) && UserMemory.TryWrite64(length, RobustListLength) ? 0 : Errno.EFAULT;
    }

    /// <summary>One processor: bit 0. The result is the length of the mask in bytes.</summary>
    public static long GetAffinity(ulong length, ulong mask)
    {
        if (length < sizeof(ulong))
            return Errno.EINVAL;
        return UserMemory.TryWrite64(mask, 1) ? sizeof(ulong) : Errno.EFAULT;
    }

    public static long GetProcessor(ulong processor, ulong node)
        => (processor == 0 || UserMemory.TryWrite32(processor, 0)) && (node == 0 || UserMemory.TryWrite32(node, 0)) ? 0 : Errno.EFAULT;

    /// <summary>membarrier(2): entering the core is barrier enough on one processor.</summary>
    public static long MemoryBarrier(ulong command)
    {
        if (command == BarrierQuery)
            return (long)BarrierCommands;
        return (command & ~BarrierCommands) == 0 ? 0 : Errno.EINVAL;
    }
}
