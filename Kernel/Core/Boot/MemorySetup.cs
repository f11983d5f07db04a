using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Boot;

/// <summary>From the loader's memory map to the frame allocator and the final page tables.</summary>
internal static unsafe class MemorySetup
{
    public static void Run()
    {
        RegionWith(Layout.LowMemoryEnd, Layout.CoreEnd);
        MemoryRegion home = RegionWith(Layout.ProgramFileStart, Layout.ImageEnd);
        ulong end = HighestUsable();
        ulong states = Layout.AlignUp(Layout.ImageEnd);
        ulong free = Layout.AlignUp(states + (end / Layout.PageSize));
        ulong homeEnd = Layout.AlignDown(home.Start + home.Length);
        ulong firstEnd = homeEnd < Layout.BootMapped ? homeEnd : Layout.BootMapped;
        if (free >= firstEnd)
            KernelPanic.Stop("not enough memory to describe the memory"u8);

        PageOperations.Fill(DirectMap.Pointer(states), 0, end / Layout.PageSize);
        Frames.Initialize((byte*)DirectMap.Pointer(states), end);
        Frames.Add(free, firstEnd);

        ulong root = Frames.AllocateZeroed();
        PageTable.SetRoot(root);
        MapPhysicalMemory();
        MapCore();
        PageTable.Activate(root);

        AddRemaining(firstEnd);
    }

    /// <summary>The usable memory that [start, end) of the image lies in.</summary>
    private static MemoryRegion RegionWith(ulong start, ulong end)
    {
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            if (region.Type == MemoryRegion.Usable && region.Start <= start && region.Start + region.Length >= end)
                return region;
        }

        BootReport.WriteMemory();
        KernelPanic.Stop("the image is not in usable memory"u8);
        return default;
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

    /// <summary>The direct map: large pages, except that the image's constant part is not writable through it either.</summary>
    private static void MapPhysicalMemory()
    {
        const ulong Data = PageTable.Writable | PageTable.NoExecute;
        ulong imageEnd = (Layout.ImageEnd + Layout.LargePageSize - 1) & ~(Layout.LargePageSize - 1);
        for (ulong at = 0; at < imageEnd; at += Layout.PageSize)
        {
            bool constant = (at >= Layout.TextStart - Layout.CoreOffset && at < Layout.DataStart - Layout.CoreOffset)
                || (at >= Layout.ProgramFileStart && at < Layout.ProgramFileEnd);
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

    // Taken are the memory up to the core's end, and that from the program to where the first range ended that was added.
    private static void AddRemaining(ulong alreadyAdded)
    {
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            if (region.Type != MemoryRegion.Usable)
                continue;
            AddWithin(region, Layout.CoreEnd, Layout.ProgramFileStart);
            AddWithin(region, alreadyAdded, ulong.MaxValue);
        }
    }

    private static void AddWithin(MemoryRegion region, ulong floor, ulong ceiling)
    {
        ulong start = Layout.AlignUp(region.Start);
        ulong end = Layout.AlignDown(region.Start + region.Length);
        start = start < floor ? floor : start;
        end = end > ceiling ? ceiling : end;
        if (start < end)
            Frames.Add(start, end);
    }

    private static void Require(bool mapped)
    {
        if (!mapped)
            KernelPanic.Stop("not enough memory for page tables"u8);
    }
}
