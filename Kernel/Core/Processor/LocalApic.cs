using Sabos.Core.Acpi;
using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Processor;

/// <summary>The processor's own interrupt controller (Intel SDM volume 3A, chapter 11), through its memory-mapped registers.</summary>
internal static unsafe class LocalApic
{
    /// <summary>Vectors of interrupts that were withdrawn before they were delivered; old processors want the low four bits set.</summary>
    public const byte SpuriousVector = 0xFF;

    private const uint MsrApicBase = 0x1B;
    private const ulong Extended = 1 << 10; // x2APIC
    private const ulong GloballyEnabled = 1 << 11;
    private const ulong MessageArea = 0xFEE0_0000; // Intel SDM 3A, 11.11.1

    private const int IdentityRegister = 0x20;
    private const int TaskPriorityRegister = 0x80;
    private const int EndOfInterruptRegister = 0xB0;
    private const int SpuriousVectorRegister = 0xF0;
    private const int TimerVectorRegister = 0x320;
    private const int Line0Register = 0x350;
    private const int Line1Register = 0x360;
    private const int ErrorVectorRegister = 0x370;
    private const int TimerInitialCountRegister = 0x380;
    private const int TimerCurrentCountRegister = 0x390;
    private const int TimerDivideRegister = 0x3E0;

    private const uint SoftwareEnabled = 1 << 8;
    private const uint Masked = 1 << 16;
    private const uint NonMaskable = 4 << 8;
    private const uint External = 7 << 8;
    private const uint TimerDeadlineMode = 2 << 17;
    private const uint DivideBy16 = 3;

    private static byte* s_registers;

    /// <summary>This processor's number.</summary>
    public static byte Id => (byte)(Read(IdentityRegister) >> 24);

    /// <summary>Where a device writes a vector to interrupt this processor.</summary>
    public static ulong MessageAddress => MessageArea | ((ulong)Id << 12);

    public static void Initialize()
    {
        ulong apicBase = Instructions.ReadMsr(MsrApicBase);
        if ((apicBase & Extended) != 0)
            Instructions.WriteMsr(MsrApicBase, apicBase &= ~(Extended | GloballyEnabled)); // the only way back to memory-mapped registers
        Instructions.WriteMsr(MsrApicBase, apicBase | GloballyEnabled);
        ulong physical = InterruptTable.LocalApicAddress;
        s_registers = DeviceMemory.MapRegisters(physical != 0 ? physical : apicBase & PageTable.AddressMask, Layout.PageSize);
        if (s_registers == null)
            KernelPanic.Stop("no memory to map the local APIC"u8);

        Interrupts.Register(SpuriousVector, &IgnoreSpurious, 0);
        Write(TaskPriorityRegister, 0);
        Write(TimerVectorRegister, Masked);
        Write(TimerDivideRegister, DivideBy16);
        Write(Line0Register, Masked);
        Write(Line1Register, NonMaskable);
        Write(ErrorVectorRegister, Masked);
        Write(SpuriousVectorRegister, SoftwareEnabled | SpuriousVector);
    }

    /// <summary>Lets the 8259's interrupts through, for machines without an I/O APIC.</summary>
    public static void AcceptLegacyController() => Write(Line0Register, External);

    /// <summary>Tells that the handler is done; the next interrupt may come.</summary>
    public static void EndOfInterrupt() => Write(EndOfInterruptRegister, 0);

    /// <summary>The timer interrupts on <paramref name="vector"/>: at a count-down's end, or where <paramref name="deadline"/> at a TSC value.</summary>
    public static void EnableTimer(byte vector, bool deadline)
    {
        Write(TimerVectorRegister, vector | (deadline ? TimerDeadlineMode : 0));
        Read(TimerVectorRegister); // the mode is set before a deadline may be written (Intel SDM 3A, 11.5.4.1)
    }

    /// <summary>Starts a count-down, at a sixteenth of the timer's clock; 0 stops it.</summary>
    public static void StartTimer(uint count) => Write(TimerInitialCountRegister, count);

    /// <summary>What is left of the count-down.</summary>
    public static uint TimerCount() => Read(TimerCurrentCountRegister);

    private static void IgnoreSpurious(ulong argument)
    {
        // Intel SDM 3A, 11.9: such an interrupt is not acknowledged.
    }

    // SAFETY: the page is mapped uncached for as long as the core runs, and these are its 32-bit registers.
    private static uint Read(int register) => *(uint*)(s_registers + register);

    private static void Write(int register, uint value) => *(uint*)(s_registers + register) = value;
}
