using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Boot;

/// <summary>From the loader's memory map to the frame allocator and the final page tables.</summary>
internal static unsafe class MemorySetup
{
    public static void Run()
    {
        RequireUsable(Layout.LowMemoryEnd, Layout.PackedProgramEnd);
        ulong end = HighestUsable();
        FindLargest(out ulong states, out ulong firstEnd);
        ulong free = Layout.AlignUp(states + (end / Layout.PageSize));
        if (free >= firstEnd)
            KernelPanic.Stop("not enough memory to describe the memory"u8);

        PageOperations.Fill(DirectMap.Pointer(states), 0, end / Layout.PageSize);
        Frames.Initialize((byte*)DirectMap.Pointer(states), end);
        Frames.Add(free, firstEnd);
        Frames.AddUsed(Layout.PackedProgramStart, Layout.PackedProgramEnd);

        ulong root = Frames.AllocateZeroed();
        PageTable.SetRoot(root);
        MapPhysicalMemory();
        MapCore();
        PageTable.Activate(root);

        AddRemaining(states, firstEnd);
    }

    private static void RequireUsable(ulong start, ulong end)
    {
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            if (region.Type == MemoryRegion.Usable && region.Start <= start && region.Start + region.Length >= end)
                return;
        }

        BootReport.WriteMemory();
        KernelPanic.Stop("the image is not in usable memory"u8);
    }

    /// <summary>The largest run of usable memory beside the image that is mapped already.</summary>
    private static void FindLargest(out ulong start, out ulong end)
    {
        start = 0;
        end = 0;
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            if (region.Type != MemoryRegion.Usable || !Clip(region, Layout.PackedProgramEnd, Layout.BootMapped, out ulong from, out ulong to) || to - from <= end - start)
                continue;
            start = from;
            end = to;
        }
    }

    private static ulong HighestUsable()
    {
        ulong highest = 0;
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            ulong end = Layout.AlignDown(region.Start + region.Length);
            if (region.Type == MemoryRegion.Usable && end > highest)
                highest = end;
        }

        return highest;
    }

    /// <summary>The direct map: large pages, except that the core's constant part is not writable through it either.</summary>
    private static void MapPhysicalMemory()
    {
        const ulong Data = PageTable.Writable | PageTable.NoExecute;
        ulong imageEnd = (Layout.PackedProgramEnd + Layout.LargePageSize - 1) & ~(Layout.LargePageSize - 1);
        for (ulong at = 0; at < imageEnd; at += Layout.PageSize)
        {
            bool constant = at >= Layout.TextStart - Layout.CoreOffset && at < Layout.DataStart - Layout.CoreOffset;
            Require(PageTable.Map(Layout.DirectMapStart + at, at, constant ? PageTable.NoExecute : Data));
        }

        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            if (region.Type != MemoryRegion.Usable)
                continue;
            ulong at = region.Start & ~(Layout.LargePageSize - 1);
            for (at = at < imageEnd ? imageEnd : at; at < region.Start + region.Length; at += Layout.LargePageSize)
                Require(PageTable.MapLarge(Layout.DirectMapStart + at, at, Data));
        }
    }

    private static void MapCore()
    {
        MapSection(Layout.CoreOffset + Layout.LowMemoryEnd, Layout.TextStart, PageTable.Writable | PageTable.NoExecute);
        MapSection(Layout.TextStart, Layout.RodataStart, 0);
        MapSection(Layout.RodataStart, Layout.DataStart, PageTable.NoExecute);
        MapSection(Layout.DataStart, Layout.DataEnd, PageTable.Writable | PageTable.NoExecute);
    }

    private static void MapSection(ulong start, ulong end, ulong flags)
    {
        for (ulong at = start; at < end; at += Layout.PageSize)
            Require(PageTable.Map(at, at - Layout.CoreOffset, flags));
    }

    // Taken are the memory up to the image's end, and the range that was added first.
    private static void AddRemaining(ulong takenStart, ulong takenEnd)
    {
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            if (region.Type != MemoryRegion.Usable)
                continue;
            if (Clip(region, Layout.PackedProgramEnd, takenStart, out ulong start, out ulong end))
                Frames.Add(start, end);
            if (Clip(region, takenEnd, ulong.MaxValue, out start, out end))
                Frames.Add(start, end);
        }
    }

    // The whole pages of a region between two addresses; false if there are none.
    private static bool Clip(MemoryRegion region, ulong floor, ulong ceiling, out ulong start, out ulong end)
    {
        start = Layout.AlignUp(region.Start);
        end = Layout.AlignDown(region.Start + region.Length);
        start = start < floor ? floor : start;
        end = end > ceiling ? ceiling : end;
        return start < end;
    }

    private static void Require(bool mapped)
    {
        if (!mapped)
            KernelPanic.Stop("not enough memory for page tables"u8);
    }
}
