using Sabos.Core.Memory;

namespace Sabos.Core.SystemCalls;

/// <summary>mmap(2) and its relatives, and brk(2).</summary>
internal static unsafe class MemoryCalls
{
    private const ulong MapFixed = 0x10;
    private const ulong MapAnonymous = 0x20;
    private const ulong MapStack = 0x2_0000;
    private const ulong MapNoReserve = 0x4000;
    private const ulong MapFixedNoReplace = 0x10_0000;
    private const ulong RemapMayMove = 1;
    private const ulong AdviceDontNeed = 4;
    private const ulong AdviceFree = 8;

    private static ulong s_breakStart;
    private static ulong s_break;

    /// <summary>Where the heap of brk(2) begins: after the program's last segment.</summary>
    public static void SetBreakStart(ulong address) => s_breakStart = s_break = Layout.AlignUp(address);

    public static long Mmap(ulong address, ulong length, ulong protection, ulong flags, ulong descriptor, ulong offset)
    {
        length = Layout.AlignUp(length);
        bool exact = (flags & (MapFixed | MapFixedNoReplace)) != 0;
        if (length == 0 || (exact && (address % Layout.PageSize) != 0) || (protection & ~(ulong)Protection.All) != 0)
            return Errno.EINVAL;
        if ((flags & MapAnonymous) == 0)
            return Errno.ENODEV;
        if (IsWritableAndExecutable(protection))
            return Errno.EACCES;
        ulong start = exact ? PlaceExactly(address, length, flags) : PlaceNear(Layout.AlignDown(address), length);
        if (start == 0)
            return (flags & MapFixedNoReplace) != 0 ? Errno.EEXIST : Errno.ENOMEM;
        bool unreserved = (flags & MapStack) != 0 || ((flags & MapNoReserve) != 0 && protection != Protection.None);
        AreaKind kind = unreserved ? AreaKind.Unreserved : AreaKind.Anonymous;
        long result = ProgramMemory.MapAnonymous(start, length, (uint)protection, kind);
        return result < 0 ? result : (long)start;
    }

    public static long Mprotect(ulong address, ulong length, ulong protection)
    {
        length = Layout.AlignUp(length);
        if ((address % Layout.PageSize) != 0 || (protection & ~(ulong)Protection.All) != 0)
            return Errno.EINVAL;
        if (length == 0)
            return 0;
        if (IsWritableAndExecutable(protection))
            return Errno.EACCES;
        return ProgramMemory.InRange(address, length) ? ProgramMemory.Protect(address, length, (uint)protection) : Errno.ENOMEM;
    }

    public static long Munmap(ulong address, ulong length)
    {
        length = Layout.AlignUp(length);
        if (length == 0 || (address % Layout.PageSize) != 0 || !ProgramMemory.InRange(address, length))
            return Errno.EINVAL;
        return ProgramMemory.Unmap(address, length);
    }

    public static long Brk(ulong address)
    {
        if (address < s_breakStart || !ProgramMemory.InRange(address, 0))
            return (long)s_break;
        ulong end = Layout.AlignUp(s_break);
        ulong newEnd = Layout.AlignUp(address);
        if (newEnd < end && ProgramMemory.Unmap(newEnd, end - newEnd) < 0)
            return (long)s_break;
        if (newEnd > end)
        {
            int next = AreaList.FirstEndingAfter(end);
            bool free = next == AreaList.Count || AreaList.At(next)->Start >= newEnd;
            if (!free || ProgramMemory.MapAnonymous(end, newEnd - end, Protection.Read | Protection.Write, AreaKind.Heap) < 0)
                return (long)s_break;
        }

        s_break = address;
        return (long)address;
    }

    public static long Mremap(ulong address, ulong oldLength, ulong newLength, ulong flags)
    {
        oldLength = Layout.AlignUp(oldLength);
        newLength = Layout.AlignUp(newLength);
        if ((address % Layout.PageSize) != 0 || newLength == 0 || oldLength == 0 || (flags & ~RemapMayMove) != 0)
            return Errno.EINVAL;
        Area* area = AreaList.Find(address);
        if (area == null || area->End < address + oldLength || area->Kind is not (AreaKind.Anonymous or AreaKind.Unreserved))
            return Errno.EFAULT;
        if (newLength <= oldLength)
        {
            long shrunk = newLength == oldLength ? 0 : ProgramMemory.Unmap(address + newLength, oldLength - newLength);
            return shrunk < 0 ? shrunk : (long)address;
        }

        return (flags & RemapMayMove) == 0 ? Errno.ENOMEM : Move(address, oldLength, newLength, *area);
    }

    /// <summary>Writes one byte a page: bit 0 tells whether the page is in memory.</summary>
    public static long Mincore(ulong address, ulong length, ulong vector)
    {
        length = Layout.AlignUp(length);
        if ((address % Layout.PageSize) != 0)
            return Errno.EINVAL;
        if (!ProgramMemory.InRange(address, length) || !ProgramMemory.IsMapped(address, address + length))
            return Errno.ENOMEM;
        for (ulong at = 0; at < length; at += Layout.PageSize)
        {
            ulong* entry = PageTable.FindEntry(address + at);
            byte resident = (byte)(entry != null && *entry != 0 ? 1 : 0);
            if (!UserMemory.TryCopyOut(vector + (at / Layout.PageSize), &resident, 1))
                return Errno.EFAULT;
        }

        return 0;
    }

    public static long Madvise(ulong address, ulong length, ulong advice)
    {
        length = Layout.AlignUp(length);
        if ((address % Layout.PageSize) != 0)
            return Errno.EINVAL;
        if (length == 0)
            return 0;
        if (!ProgramMemory.InRange(address, length) || !ProgramMemory.IsMapped(address, address + length))
            return Errno.ENOMEM;
        if (advice is AdviceDontNeed or AdviceFree)
            ProgramMemory.Discard(address, length);
        return 0;
    }

    private static bool IsWritableAndExecutable(ulong protection)
        => (protection & (Protection.Write | Protection.Execute)) == (Protection.Write | Protection.Execute);

    private static ulong PlaceExactly(ulong address, ulong length, ulong flags)
        => ProgramMemory.InRange(address, length) && ((flags & MapFixedNoReplace) == 0 || IsFree(address, length)) ? address : 0;

    private static ulong PlaceNear(ulong hint, ulong length)
        => hint != 0 && ProgramMemory.InRange(hint, length) && IsFree(hint, length) ? hint : ProgramMemory.FindGap(length);

    private static bool IsFree(ulong start, ulong length)
    {
        int next = AreaList.FirstEndingAfter(start);
        return next == AreaList.Count || AreaList.At(next)->Start >= start + length;
    }

    private static long Move(ulong address, ulong oldLength, ulong newLength, Area area)
    {
        ulong target = ProgramMemory.FindGap(newLength);
        if (target == 0)
            return Errno.ENOMEM;
        long mapped = ProgramMemory.MapAnonymous(target, newLength, area.Protection, area.Kind);
        if (mapped < 0)
            return mapped;
        if (!ProgramMemory.MovePages(address, target, oldLength))
        {
            ProgramMemory.Unmap(target, newLength);
            return Errno.ENOMEM;
        }

        // Unmap settles the old range as a promise without frames; the frames that moved stand for the new one.
        long removed = ProgramMemory.Unmap(address, oldLength);
        return removed < 0 ? removed : (long)target;
    }
}
