using System;
using Sabos.Core.Console;
using Sabos.Core.Memory;
using Sabos.Core.Processor;

namespace Sabos.Core.Panic;

/// <summary>A page fault in words: what was tried, on which address, and what lies there.</summary>
internal static unsafe class FaultDescription
{
    private const ulong PageFaultVector = 14;

    // The error code's bits, Intel SDM 3A 4.7.
    private const ulong PageWasPresent = 1 << 0;
    private const ulong Write = 1 << 1;
    private const ulong ReservedBitSet = 1 << 3;
    private const ulong InstructionFetch = 1 << 4;

    /// <summary>Writes a line about the fault that <paramref name="frame"/> comes from; nothing for other traps.</summary>
    public static void WriteFor(TrapFrame* frame)
    {
        if (frame->Vector != PageFaultVector)
            return;
        ulong address = Instructions.ReadCr2();
        ulong error = frame->Error;
        KernelConsole.Write("  page fault: "u8);
        KernelConsole.Write((error & InstructionFetch) != 0 ? "execution of "u8 : (error & Write) != 0 ? "write to "u8 : "read of "u8);
        KernelConsole.WriteHex(address);
        KernelConsole.Write(Cause(error));
        KernelConsole.Write("; it lies in "u8);
        KernelConsole.WriteLine(RegionOf(address));
    }

    private static ReadOnlySpan<byte> Cause(ulong error)
    {
        if ((error & ReservedBitSet) != 0)
            return ", whose page table entry is damaged"u8;
        return (error & PageWasPresent) != 0 ? ", which its page forbids"u8 : ", where nothing is mapped"u8;
    }

    private static ReadOnlySpan<byte> RegionOf(ulong address)
    {
        if (address < Layout.PageSize)
            return "the null page"u8;
        if (address < Layout.ProgramEnd)
            return "the program's half"u8;
        if (address < Layout.DirectMapStart)
            return "no half at all: the address is not canonical"u8;
        if (address < Layout.KernelStacksStart)
            return "the direct map of physical memory"u8;
        if (address < Layout.DeviceMapStart)
            return KernelStack.IsGuard(address) ? "the guard below a kernel stack"u8 : "the kernel stacks"u8;
        if (address < Layout.DeviceMapEnd)
            return "the device mappings"u8;
        if (address < Layout.ProgramFileEnd)
            return "the program's file"u8;
        if (address >= Layout.TextStart && address < Layout.RodataStart)
            return "the core's code"u8;
        if (address >= Layout.RodataStart && address < Layout.DataStart)
            return "the core's constants"u8;
        return address >= Layout.DataStart && address < Layout.DataEnd ? "the core's variables"u8 : "a part of the core's half that nothing uses"u8;
    }
}
