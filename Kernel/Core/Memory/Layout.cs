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

    /// <summary>The core is linked at this offset from its physical address.</summary>
    public const ulong CoreOffset = 0xFFFF_FFFF_8000_0000;

    /// <summary>Physical addresses below this one are mapped when the core is entered.</summary>
    public const ulong BootMapped = 1024 * 1024 * 1024;

    /// <summary>Firmware and option ROM data; never given out.</summary>
    public const ulong LowMemoryEnd = 0x10_0000;

    public static ulong TextStart => (ulong)TextStartSymbol();
    public static ulong RodataStart => (ulong)RodataStartSymbol();
    public static ulong DataStart => (ulong)DataStartSymbol();
    public static ulong DataEnd => (ulong)DataEndSymbol();

    /// <summary>Physical bounds of the program, packed. The image, which begins at <see cref="LowMemoryEnd"/>, ends with it.</summary>
    public static ulong PackedProgramStart => (ulong)ProgramStartSymbol() - CoreOffset;
    public static ulong PackedProgramEnd => (ulong)ProgramEndSymbol() - CoreOffset;

    public static ulong AlignDown(ulong value) => value & ~(PageSize - 1);

    public static ulong AlignUp(ulong value) => (value + PageSize - 1) & ~(PageSize - 1);

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
