using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Boot;

/// <summary>A range of physical addresses as the firmware reported it. In bytes.</summary>
internal struct MemoryRegion
{
    /// <summary>ACPI 6.5, 15: address range type "memory".</summary>
    public const uint Usable = 1;

    public ulong Start;
    public ulong Length;
    public uint Type;
}

/// <summary>What the loader told us, copied out of its memory: the memory map, the command line, the ACPI root.</summary>
internal static unsafe class BootInformation
{
    public const int MaximumCommandLine = 4095;
    private const int MaximumRegions = 128;
    private const int RootPointerLength = 36; // ACPI 6.5, 5.2.5.3

    private static Buffers s_buffers;

    public static int RegionCount { get; private set; }

    /// <summary>Physical address of the RSDP, or 0.</summary>
    public static ulong RootPointer { get; private set; }

    /// <summary>Command line, ending with a zero byte.</summary>
    public static byte* CommandLine
    {
        get
        {
            fixed (byte* line = s_buffers.CommandLine)
                return line; // SAFETY: a static field without references does not move
        }
    }

    public static MemoryRegion Region(int index) => new()
    {
        Start = s_buffers.Starts[index],
        Length = s_buffers.Lengths[index],
        Type = s_buffers.Types[index],
    };

    /// <summary>Adds a range; ranges beyond what there is room for are left unused.</summary>
    public static void AddRegion(ulong start, ulong length, uint type)
    {
        if (RegionCount == MaximumRegions)
            return;
        s_buffers.Starts[RegionCount] = start;
        s_buffers.Lengths[RegionCount] = length;
        s_buffers.Types[RegionCount] = type;
        RegionCount++;
    }

    public static void SetRootPointer(ulong physical) => RootPointer = physical;

    /// <summary>Keeps the copy of the RSDP that a loader made, in memory that will be reused.</summary>
    public static void CopyRootPointer(byte* copy, ulong length)
    {
        fixed (byte* kept = s_buffers.RootPointer)
        {
            PageOperations.Copy(kept, copy, length < RootPointerLength ? length : RootPointerLength);
            RootPointer = Layout.PhysicalOf((ulong)kept);
        }
    }

    /// <summary>Stops if the loader has put [start, start + length) where the boot's page tables do not reach.</summary>
    public static void RequireReachable(ulong start, ulong length)
    {
        if (start >= Layout.BootMapped || length > Layout.BootMapped - start)
            KernelPanic.Stop("the loader has put its information above 1 GiB"u8);
    }

    public static void SetCommandLine(byte* text)
    {
        int length = 0;
        for (; length < MaximumCommandLine && text[length] != 0; length++)
            s_buffers.CommandLine[length] = text[length];
        s_buffers.CommandLine[length] = 0;
    }

    private struct Buffers
    {
        public fixed ulong Starts[MaximumRegions];
        public fixed ulong Lengths[MaximumRegions];
        public fixed uint Types[MaximumRegions];
        public fixed byte CommandLine[MaximumCommandLine + 1];
        public fixed byte RootPointer[RootPointerLength];
    }
}
