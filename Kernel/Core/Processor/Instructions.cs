using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sabos.Core.Processor;

/// <summary>Instructions that C# cannot say; the bodies are in Instructions.asm.</summary>
internal static unsafe class Instructions
{
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "port_read8")]
    public static extern byte PortRead8(ushort port);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "port_read16")]
    public static extern ushort PortRead16(ushort port);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "port_read32")]
    public static extern uint PortRead32(ushort port);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "port_write8")]
    public static extern void PortWrite8(ushort port, byte value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "port_write16")]
    public static extern void PortWrite16(ushort port, ushort value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "port_write32")]
    public static extern void PortWrite32(ushort port, uint value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_msr")]
    public static extern ulong ReadMsr(uint register);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "write_msr")]
    public static extern void WriteMsr(uint register, ulong value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_tsc")]
    public static extern ulong ReadTsc();

    /// <summary>Writes eax, ebx, ecx and edx to the four words of <paramref name="registers"/>.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "cpuid_query")]
    public static extern void Cpuid(uint leaf, uint subleaf, uint* registers);

    /// <summary>RDRAND: 1 and a value, or 0 when the generator had none ready. Only where CpuFeatures has it.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_random")]
    public static extern long ReadRandom(ulong* value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_cr2")]
    public static extern ulong ReadCr2();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_cr3")]
    public static extern ulong ReadCr3();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "write_cr3")]
    public static extern void WriteCr3(ulong value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_cr4")]
    public static extern ulong ReadCr4();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "write_cr4")]
    public static extern void WriteCr4(ulong value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "invalidate_page")]
    public static extern void InvalidatePage(ulong address);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "load_tables")]
    public static extern void LoadTables(void* gdtPointer, void* idtPointer, ushort taskSelector);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "write_xcr0")]
    public static extern void WriteXcr0(ulong value);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "fpu_xsave")]
    public static extern void Xsave(void* area, ulong components);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "fpu_xrstor")]
    public static extern void Xrstor(void* area, ulong components);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "fpu_fxsave")]
    public static extern void Fxsave(void* area);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "fpu_fxrstor")]
    public static extern void Fxrstor(void* area);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "fpu_save_control")]
    public static extern void SaveFpuControl(void* area);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "fpu_restore_control")]
    public static extern void RestoreFpuControl(void* area);

    /// <summary>Opens the interrupt window until one interrupt has been handled.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "wait_for_interrupt")]
    public static extern void WaitForInterrupt();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "halt_forever")]
    public static extern void HaltForever();
}
