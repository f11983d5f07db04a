using Sabos.Core.Memory;
using Sabos.Core.Random;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Devices;

/// <summary>
/// Whom an interrupt of a device tells: an event word of the program, on which somebody may wait, and maybe a word that counts. Both are reached through the
/// direct map, so that they cannot fault.
/// </summary>
internal unsafe struct InterruptTarget
{
    private uint* _event;
    private uint* _count;
    private ulong _eventAddress;

    /// <summary>There is nobody to tell.</summary>
    public readonly bool IsNobody => _event == null;

    /// <summary>0, or -EFAULT, -EINVAL. <paramref name="countWord"/> may be null.</summary>
    public static long Resolve(ulong eventWord, ulong countWord, out InterruptTarget target)
    {
        target = default;
        target._eventAddress = eventWord;
        long fault = Resolve(eventWord, out target._event);
        return fault != 0 || countWord == 0 ? fault : Resolve(countWord, out target._count);
    }

    /// <summary>Counts, and wakes the thread that began to wait on the event word last: nothing else happens in an interrupt.</summary>
    public readonly void Signal()
    {
        RandomSource.AddEvent();
        if (_count != null)
            (*_count)++; // atomic for the program: it does not run meanwhile
        (*_event)++;
        Futex.WakeLatest(_eventAddress);
    }

    private static long Resolve(ulong address, out uint* pointer)
    {
        pointer = null;
        if (address % sizeof(uint) != 0)
            return Errno.EINVAL;
        if (!PageFault.EnsureWritable(address, sizeof(uint)))
            return Errno.EFAULT;
        ulong physical = *PageTable.FindEntry(address) & PageTable.AddressMask;
        pointer = (uint*)((byte*)DirectMap.Pointer(physical) + (address % Layout.PageSize));
        return 0;
    }
}
