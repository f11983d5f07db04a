using Sabos.Core.SystemCalls;

namespace Sabos.Core.Memory;

/// <summary>
/// The program's half of the address space: areas, and the pages that back them. Addresses and lengths are multiples of the page size;
/// results are 0 or a negated errno.
/// </summary>
internal static unsafe class ProgramMemory
{
    private const ulong LowestAddress = 0x1_0000;

    /// <summary>Above this many pages one flush of everything costs less than a flush for each.</summary>
    private const ulong FlushAllAbove = 32;

    /// <summary>Mappings are placed below this address, the highest gap first.</summary>
    public static ulong MapCeiling { get; set; }

    public static bool InRange(ulong start, ulong length)
        => start >= LowestAddress && start < Layout.ProgramEnd && length <= Layout.ProgramEnd - start;

    public static ulong FindGap(ulong length) => AreaList.FindGap(length, LowestAddress, MapCeiling);

    /// <summary>Adds an area of pages that appear when touched, in place of whatever was there.</summary>
    public static long MapAnonymous(ulong start, ulong length, uint protection, AreaKind kind)
    {
        if (!AreaList.Reserve(4))
            return Errno.ENOMEM;
        long removed = Unmap(start, length);
        if (removed < 0)
            return removed;
        bool charged = protection != Protection.None && IsPromised(kind);
        if (charged && !Commit.TryPromise(length / Layout.PageSize))
            return Errno.ENOMEM;
        AreaList.Insert(new Area { Start = start, End = start + length, Protection = protection, Kind = kind, Charged = charged });
        return 0;
    }

    /// <summary>Adds an area whose pages are the physical ones from <paramref name="physical"/> on, which stay their owner's.</summary>
    public static long MapBorrowed(ulong start, ulong length, ulong physical, uint protection, AreaKind kind, ulong cacheFlags)
    {
        if (!AreaList.Reserve(4))
            return Errno.ENOMEM;
        AreaList.Insert(new Area { Start = start, End = start + length, Protection = protection, Kind = kind });
        for (ulong at = 0; at < length; at += Layout.PageSize)
        {
            if (!PageTable.Map(start + at, physical + at, EntryFlags(protection) | PageTable.Borrowed | cacheFlags))
            {
                Unmap(start, length);
                return Errno.ENOMEM;
            }
        }

        return 0;
    }

    /// <summary>Removes whatever is mapped in the range; nothing is no error.</summary>
    public static long Unmap(ulong start, ulong length)
    {
        ulong end = start + length;
        if (!AreaList.Reserve(2))
            return Errno.ENOMEM;
        AreaList.SplitAt(start);
        AreaList.SplitAt(end);
        int index = AreaList.FirstEndingAfter(start);
        while (index < AreaList.Count && AreaList.At(index)->Start < end)
        {
            Area area = *AreaList.At(index);
            AreaList.RemoveAt(index);
            ulong freed = ReleasePages(area.Start, area.End);
            if (area.Charged)
                Commit.Settle(area.PageCount - freed);
        }

        return 0;
    }

    /// <summary>Changes the protection of pages that are all mapped; -ENOMEM where some are not, or where there is no memory to promise.</summary>
    public static long Protect(ulong start, ulong length, uint protection)
    {
        ulong end = start + length;
        if (!AreaList.Reserve(2))
            return Errno.ENOMEM;
        if (!IsMapped(start, end))
            return Errno.ENOMEM;
        if (protection != Protection.None && !Commit.TryPromise(UnchargedPages(start, end)))
            return Errno.ENOMEM;
        AreaList.SplitAt(start);
        AreaList.SplitAt(end);
        for (ulong at = start; at < end;)
        {
            // The altered area may merge with a neighbour, so it is taken out and put back.
            int index = AreaList.FirstEndingAfter(at);
            Area area = *AreaList.At(index);
            AreaList.RemoveAt(index);
            area.Protection = protection;
            area.Charged |= protection != Protection.None && IsPromised(area.Kind);
            AreaList.Insert(area);
            at = area.End;
        }

        ReprotectPages(start, end, protection);
        return 0;
    }

    /// <summary>Gives back the frames behind the range; its pages read as zero afterwards (MADV_DONTNEED).</summary>
    public static void Discard(ulong start, ulong length)
    {
        ulong end = start + length;
        for (int index = AreaList.FirstEndingAfter(start); index < AreaList.Count && AreaList.At(index)->Start < end; index++)
        {
            Area area = *AreaList.At(index);
            if (area.Kind is not (AreaKind.Anonymous or AreaKind.Unreserved or AreaKind.MainStack or AreaKind.Heap))
                continue;
            ulong freed = ReleasePages(area.Start > start ? area.Start : start, area.End < end ? area.End : end);
            if (area.Charged)
                Commit.Renew(freed);
        }
    }

    /// <summary>Whether every page of [start, end) belongs to an area.</summary>
    public static bool IsMapped(ulong start, ulong end)
    {
        for (int index = AreaList.FirstEndingAfter(start); start < end; index++)
        {
            if (index == AreaList.Count || AreaList.At(index)->Start > start)
                return false;
            start = AreaList.At(index)->End;
        }

        return true;
    }

    /// <summary>Page table bits for a protection; not present for none.</summary>
    public static ulong EntryFlags(uint protection)
    {
        ulong flags = protection == Protection.None ? 0 : PageTable.Present;
        if ((protection & Protection.Write) != 0)
            flags |= PageTable.Writable;
        if ((protection & Protection.Execute) == 0)
            flags |= PageTable.NoExecute;
        return flags;
    }

    /// <summary>Moves the pages of one range to another, where nothing is mapped. False when memory for page tables is exhausted.</summary>
    public static bool MovePages(ulong from, ulong to, ulong length)
    {
        for (ulong at = 0; at < length; at += Layout.PageSize)
        {
            ulong* source = PageTable.FindEntry(from + at);
            if (source != null && *source != 0 && PageTable.EntryFor(to + at) == null)
                return false;
        }

        for (ulong at = 0; at < length; at += Layout.PageSize)
        {
            ulong* source = PageTable.FindEntry(from + at);
            if (source == null || *source == 0)
                continue;
            *PageTable.FindEntry(to + at) = *source;
            *source = 0;
        }

        PageTable.FlushAll();
        return true;
    }

    private static bool IsPromised(AreaKind kind) => kind is AreaKind.Anonymous or AreaKind.Heap;

    private static ulong UnchargedPages(ulong start, ulong end)
    {
        ulong pages = 0;
        for (int index = AreaList.FirstEndingAfter(start); index < AreaList.Count && AreaList.At(index)->Start < end; index++)
        {
            Area area = *AreaList.At(index);
            if (area.Charged || !IsPromised(area.Kind))
                continue;
            pages += ((area.End < end ? area.End : end) - (area.Start > start ? area.Start : start)) / Layout.PageSize;
        }

        return pages;
    }

    private static ulong ReleasePages(ulong start, ulong end)
    {
        const ulong TableSpan = Layout.LargePageSize;
        ulong freed = 0;
        bool flushAll = (end - start) / Layout.PageSize > FlushAllAbove;
        ulong at = start;
        while ((at = PageTable.NextWithTable(at, end)) < end)
        {
            ulong tableStart = at & ~(TableSpan - 1);
            ulong* entry = PageTable.FindEntry(at);
            ulong tableEnd = tableStart + TableSpan < end ? tableStart + TableSpan : end;
            for (; at < tableEnd; at += Layout.PageSize, entry++)
            {
                if (*entry == 0)
                    continue;
                if ((*entry & PageTable.Borrowed) == 0)
                {
                    Frames.Free(*entry & PageTable.AddressMask);
                    freed++;
                }

                *entry = 0;
                if (!flushAll)
                    Processor.Instructions.InvalidatePage(at);
            }

            if (tableStart >= start && tableStart + TableSpan <= end)
                PageTable.FreeTable(tableStart);
        }

        if (flushAll)
            PageTable.FlushAll();
        return freed;
    }

    private static void ReprotectPages(ulong start, ulong end, uint protection)
    {
        const ulong Kept = PageTable.AddressMask | PageTable.Borrowed | PageTable.CacheDisable | PageTable.WriteThrough;
        bool flushAll = (end - start) / Layout.PageSize > FlushAllAbove;
        ulong flags = EntryFlags(protection);
        bool changed = false;
        for (ulong at = start; (at = PageTable.NextWithTable(at, end)) < end; at += Layout.PageSize)
        {
            ulong* entry = PageTable.FindEntry(at);
            if (*entry == 0)
                continue;
            *entry = (*entry & Kept) | flags;
            changed = true;
            if (!flushAll)
                Processor.Instructions.InvalidatePage(at);
        }

        if (flushAll && changed)
            PageTable.FlushAll();
    }
}
