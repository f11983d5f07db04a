using Sabos.Core.Memory;

namespace Sabos.Core.Processor;

/// <summary>The processor's own interrupt controller (Intel SDM 3A, 10).</summary>
internal static unsafe class LocalApic
{
    private const uint MsrApicBase = 0x1B;
    private const int EndOfInterruptRegister = 0xB0;
    private const int SpuriousVectorRegister = 0xF0;

    private static byte* s_registers;

    public static void Initialize()
    {
        DisableLegacyController();
        s_registers = (byte*)DeviceMemory.MapRegisters(Instructions.ReadMsr(MsrApicBase) & PageTable.AddressMask, Layout.PageSize);
        Write(SpuriousVectorRegister, 0x1FF);
    }

    public static void EndOfInterrupt() => Write(EndOfInterruptRegister, 0);

    // SAFETY: the registers are mapped uncached and are written as aligned words.
    public static void Write(int register, uint value) => *(uint*)(s_registers + register) = value;

    public static uint Read(int register) => *(uint*)(s_registers + register);

    private static void DisableLegacyController()
    {
        // Both 8259s: to vectors nobody uses, then everything masked.
        Instructions.PortWrite8(0x20, 0x11);
        Instructions.PortWrite8(0xA0, 0x11);
        Instructions.PortWrite8(0x21, 0xE0);
        Instructions.PortWrite8(0xA1, 0xE8);
        Instructions.PortWrite8(0x21, 4);
        Instructions.PortWrite8(0xA1, 2);
        Instructions.PortWrite8(0x21, 1);
        Instructions.PortWrite8(0xA1, 1);
        Instructions.PortWrite8(0x21, 0xFF);
        Instructions.PortWrite8(0xA1, 0xFF);
    }
}
