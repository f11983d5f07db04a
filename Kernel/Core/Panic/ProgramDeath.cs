using System;
using Sabos.Core.Console;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Signals;

namespace Sabos.Core.Panic;

/// <summary>The end of a program that a signal kills.</summary>
internal static unsafe class ProgramDeath
{
    private const int StatusOfSignal = 128; // as a shell reports it
    private const ulong LargestFrame = 1024 * 1024;

    /// <summary>Reports where the program was, and leaves. <paramref name="address"/> is what it wrongly accessed, where that is the reason.</summary>
    public static void Report(TrapFrame* frame, int signal, ulong address)
    {
        ConsoleOutput.Poll();
        KernelConsole.Write("\nsabos: the program died of "u8);
        KernelConsole.Write(signal == Signal.Segv && IsBelowStack(address, frame->Rsp) ? "a stack overflow"u8 : Describe(signal));
        KernelConsole.Write(" (signal "u8);
        KernelConsole.WriteDecimal(signal);
        KernelConsole.Write("), address "u8);
        KernelConsole.WriteHex(address);
        KernelConsole.WriteLine(""u8);
        ThreadLine.Write();
        FaultDescription.WriteFor(frame);
        RegisterDump.Write(frame);
        Backtrace.Write(frame->Rip, frame->Rbp, frame->Rsp);
        MachineExit.Leave(StatusOfSignal + signal);
    }

    // An access near the stack pointer, to what lies right below a stack: the guard, or nothing.
    private static bool IsBelowStack(ulong address, ulong stackPointer)
    {
        if (address >= stackPointer + Layout.PageSize || address + LargestFrame < stackPointer)
            return false;
        int index = AreaList.FirstEndingAfter(address);
        while (index < AreaList.Count && AreaList.At(index)->Protection == Protection.None)
            index++;
        if (index == AreaList.Count)
            return false;
        Area* stack = AreaList.At(index);
        return stack->Start > address && stack->Start <= stackPointer + Layout.PageSize && stack->Kind is AreaKind.MainStack or AreaKind.Unreserved;
    }

    private static ReadOnlySpan<byte> Describe(int signal) => signal switch
    {
        4 => "SIGILL, an instruction that the processor does not know"u8,
        5 => "SIGTRAP, a breakpoint"u8,
        6 => "SIGABRT, its own abort"u8,
        7 => "SIGBUS"u8,
        8 => "SIGFPE, an arithmetic error"u8,
        9 => "SIGKILL"u8,
        11 => "SIGSEGV, an access to memory that is not its own"u8,
        13 => "SIGPIPE, a write that nobody reads"u8,
        15 => "SIGTERM"u8,
        _ => "a signal"u8,
    };
}
