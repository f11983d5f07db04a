using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sabos.Core.Memory;

/// <summary>Who lives where in the address space, in bytes.</summary>
internal static unsafe class Layout
{
    public const ulong PageSize = 4096;
    public const ulong LargePageSize = 2 * 1024 * 1024;

    /// <summary>The program's half: addresses below this one; the last page is never mapped.</summary>
    public const ulong ProgramEnd = 0x7FFF_FFFF_F000;

    /// <summary>Physical memory, at its own offset.</summary>
    public const ulong DirectMapStart = 0xFFFF_8000_0000_0000;

    /// <summary>Kernel stacks, each above a page that is never mapped.</summary>
    public const ulong KernelStacksStart = 0xFFFF_C000_0000_0000;

    /// <summary>Device registers and firmware tables.</summary>
    public const ulong DeviceMapStart = 0xFFFF_D000_0000_0000;
    public const ulong DeviceMapEnd = 0xFFFF_E000_0000_0000;

    /// <summary>The program's file, as far as it is unpacked.</summary>
    public const ulong ProgramFileStart = 0xFFFF_E000_0000_0000;
    public const ulong ProgramFileEnd = 0xFFFF_F000_0000_0000;

    /// <summary>The core is linked at this offset from the physical address for which the image is linked.</summary>
    private const ulong CoreOffset = 0xFFFF_FFFF_8000_0000;

    /// <summary>Physical addresses below this one are mapped when the core is entered.</summary>
    public const ulong BootMapped = 1024 * 1024 * 1024;

    /// <summary>Firmware and option ROM data; never given out.</summary>
    public const ulong LowMemoryEnd = 0x10_0000;

    /// <summary>How far above the place for which it is linked the loader has put the image: whole large pages.</summary>
    public static ulong ImageOffset { get; set; }

    /// <summary>Where the core begins: what runs before paging is part of it.</summary>
    public static ulong CoreStart => (ulong)ImageStartSymbol() + CoreOffset;
    public static ulong TextStart => (ulong)TextStartSymbol();
    public static ulong RodataStart => (ulong)RodataStartSymbol();
    public static ulong DataStart => (ulong)DataStartSymbol();
    public static ulong DataEnd => (ulong)DataEndSymbol();

    /// <summary>Physical bounds of the image: the core, and the program, packed.</summary>
    public static ulong ImageStart => PhysicalOf(CoreStart);
    public static ulong PackedProgramStart => PhysicalOf((ulong)ProgramStartSymbol());
    public static ulong ImageEnd => PhysicalOf((ulong)ProgramEndSymbol());

    /// <summary>The physical address of something that is linked into the core.</summary>
    public static ulong PhysicalOf(ulong address) => address - CoreOffset + ImageOffset;

    public static ulong AlignDown(ulong value) => value & ~(PageSize - 1);

    public static ulong AlignDownLarge(ulong value) => value & ~(LargePageSize - 1);

    public static ulong AlignUp(ulong value) => (value + PageSize - 1) & ~(PageSize - 1);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_image_start")]
    private static extern void* ImageStartSymbol();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_text_start")]
    private static extern void* TextStartSymbol();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_rodata_start")]
    private static extern void* RodataStartSymbol();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_data_start")]
    private static extern void* DataStartSymbol();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_data_end")]
    private static extern void* DataEndSymbol();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_program_start")]
    private static extern void* ProgramStartSymbol();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_program_end")]
    private static extern void* ProgramEndSymbol();
}
