using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Boot;

/// <summary>From the loader's memory map to the frame allocator and the final page tables.</summary>
internal static unsafe class MemorySetup
{
    private static int PieceCount => 2 * BootInformation.RegionCount;

    public static void Run()
    {
        RequireUsable(Layout.ImageStart, Layout.ImageEnd);
        ulong end = HighestUsable();
        FindLargest(out ulong states, out ulong firstEnd);
        ulong free = Layout.AlignUp(states + (end / Layout.PageSize));
        if (free >= firstEnd)
            KernelPanic.Stop("not enough memory to describe the memory"u8);

        PageOperations.Fill(DirectMap.Pointer(states), 0, end / Layout.PageSize);
        Frames.Initialize((byte*)DirectMap.Pointer(states), end);
        Frames.Add(free, firstEnd);
        Frames.AddUsed(Layout.PackedProgramStart, Layout.ImageEnd);

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
        for (int i = 0; i < PieceCount; i++)
        {
            if (!TryGetPiece(i, out ulong from, out ulong to))
                continue;
            to = to < Layout.BootMapped ? to : Layout.BootMapped;
            if (from >= to || to - from <= end - start)
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
        ulong constantStart = Layout.PhysicalOf(Layout.TextStart);
        ulong constantEnd = Layout.PhysicalOf(Layout.DataStart);
        ulong smallStart = Layout.AlignDownLarge(constantStart);
        ulong smallEnd = Layout.AlignDownLarge(constantEnd - 1) + Layout.LargePageSize;
        for (ulong at = smallStart; at < smallEnd; at += Layout.PageSize)
            Require(PageTable.Map(Layout.DirectMapStart + at, at, at >= constantStart && at < constantEnd ? PageTable.NoExecute : Data));

        // The firmware's data below 1 MiB, wherever usable memory is.
        Require(PageTable.MapLarge(Layout.DirectMapStart, 0, Data));
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            if (region.Type != MemoryRegion.Usable)
                continue;
            for (ulong at = Layout.AlignDownLarge(region.Start); at < region.Start + region.Length; at += Layout.LargePageSize)
            {
                if (at < smallStart || at >= smallEnd)
                    Require(PageTable.MapLarge(Layout.DirectMapStart + at, at, Data));
            }
        }
    }

    private static void MapCore()
    {
        MapSection(Layout.CoreStart, Layout.TextStart, PageTable.Writable | PageTable.NoExecute);
        MapSection(Layout.TextStart, Layout.RodataStart, 0);
        MapSection(Layout.RodataStart, Layout.DataStart, PageTable.NoExecute);
        MapSection(Layout.DataStart, Layout.DataEnd, PageTable.Writable | PageTable.NoExecute);
    }

    private static void MapSection(ulong start, ulong end, ulong flags)
    {
        for (ulong at = start; at < end; at += Layout.PageSize)
            Require(PageTable.Map(at, Layout.PhysicalOf(at), flags));
    }

    // What was taken first is a piece from its start on.
    private static void AddRemaining(ulong takenStart, ulong takenEnd)
    {
        for (int i = 0; i < PieceCount; i++)
        {
            if (!TryGetPiece(i, out ulong start, out ulong end))
                continue;
            if (start == takenStart)
                start = takenEnd;
            if (start < end)
                Frames.Add(start, end);
        }
    }

    // The memory beside the image, in whole pages: each region is one piece below it, and one behind it. False if there is nothing of it.
    private static bool TryGetPiece(int index, out ulong start, out ulong end)
    {
        MemoryRegion region = BootInformation.Region(index / 2);
        ulong floor = index % 2 == 0 ? Layout.LowMemoryEnd : Layout.ImageEnd;
        ulong ceiling = index % 2 == 0 ? Layout.ImageStart : ulong.MaxValue;
        start = Layout.AlignUp(region.Start);
        end = Layout.AlignDown(region.Start + region.Length);
        start = start < floor ? floor : start;
        end = end > ceiling ? ceiling : end;
        return region.Type == MemoryRegion.Usable && start < end;
    }

    private static void Require(bool mapped)
    {
        if (!mapped)
            KernelPanic.Stop("not enough memory for page tables"u8);
    }
}
