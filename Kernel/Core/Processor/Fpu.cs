using Sabos.Core.Memory;

namespace Sabos.Core.Processor;

/// <summary>
/// The floating-point and vector state of a thread: XSAVE with the components that the processor and we know, else FXSAVE
/// (Intel SDM 1, 13). A thread that gives up the processor in a system call has much less to keep: the ABI (psABI x86-64, 3.2.1) lets a
/// called function change all vector registers and wants the x87 stack empty, so the two control words are its whole state; the
/// sixteen xmm registers are in its trap frame anyway. That spares most switches two expensive instructions.
/// </summary>
internal static unsafe class Fpu
{
    /// <summary>Offset of xmm0 in an area, in the legacy region that both formats share.</summary>
    public const int XmmOffset = 160;
    public const int XmmLength = 256;

    /// <summary>Areas are aligned to this, in bytes.</summary>
    public const ulong Alignment = 64;

    private const ulong Cr4Osxsave = 1 << 18;
    private const int LegacyLength = 512;
    private const ulong X87AndSse = 3;
    private const ulong Avx = 1 << 2;
    private const ulong Avx512 = 7 << 5;
    private const ushort DefaultControlWord = 0x37F;
    private const uint DefaultMxcsr = 0x1F80;
    private const int MxcsrOffset = 24;

    /// <summary>Length of an area, in bytes.</summary>
    public static ulong AreaLength { get; private set; }

    /// <summary>The components that are saved, as in XCR0; 0 where the processor has no XSAVE.</summary>
    public static ulong Components { get; private set; }

    public static void Initialize()
    {
        AreaLength = LegacyLength;
        if (!CpuFeatures.Xsave)
            return;
        uint* registers = stackalloc uint[4];
        Instructions.WriteCr4(Instructions.ReadCr4() | Cr4Osxsave);
        Instructions.Cpuid(0xD, 0, registers);
        ulong supported = registers[0] | ((ulong)registers[3] << 32);
        Components = X87AndSse | (supported & Avx);
        if ((supported & (Avx512 | Avx)) == (Avx512 | Avx))
            Components |= Avx512;
        Instructions.WriteXcr0(Components);
        Instructions.Cpuid(0xD, 0, registers);
        AreaLength = registers[1];
    }

    /// <summary>A new thread's area: zeroed state with the default control words. Null when memory is exhausted.</summary>
    public static byte* AllocateArea()
    {
        byte* area = (byte*)Heap.Allocate(AreaLength);
        if (area == null)
            return null;
        *(ushort*)area = DefaultControlWord;
        *(uint*)(area + MxcsrOffset) = DefaultMxcsr;
        return area;
    }

    public static void FreeArea(byte* area) => Heap.Free(area, AreaLength);

    /// <summary>Saves the control words only.</summary>
    public static void SaveControl(byte* area) => Instructions.SaveFpuControl(area);

    /// <summary>Restores the control words; the rest is as a called function may leave it.</summary>
    public static void RestoreControl(byte* area) => Instructions.RestoreFpuControl(area);

    public static void Save(byte* area)
    {
        if (Components != 0)
            Instructions.Xsave(area, Components);
        else
            Instructions.Fxsave(area);
    }

    public static void Restore(byte* area)
    {
        if (Components != 0)
            Instructions.Xrstor(area, Components);
        else
            Instructions.Fxrstor(area);
    }
}
