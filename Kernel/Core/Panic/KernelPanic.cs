using System;
using Sabos.Core.Console;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Threads;

namespace Sabos.Core.Panic;

/// <summary>The end of a core that has found itself to be wrong: says all it knows on the console, and leaves.</summary>
internal static unsafe class KernelPanic
{
    private static bool s_panicking;

    /// <summary>For what the core finds out by itself.</summary>
    public static void Stop(ReadOnlySpan<byte> reason)
    {
        Begin(reason);
        Backtrace.WriteCurrent();
        WriteProgramSide();
        MachineExit.Leave(MachineExit.CorePanic);
    }

    /// <summary>For a trap that must not have happened.</summary>
    public static void StopAt(TrapFrame* frame, ReadOnlySpan<byte> reason)
    {
        Begin(reason);
        FaultDescription.WriteFor(frame);
        RegisterDump.Write(frame);
        Backtrace.Write(frame->Rip, frame->Rbp, frame->Rsp);
        if (frame->Rip >= Layout.ProgramEnd)
            WriteProgramSide();
        MachineExit.Leave(MachineExit.CorePanic);
    }

    // Where the thread on whose kernel stack it happened had left the program.
    private static void WriteProgramSide()
    {
        if (Scheduler.Current == null)
            return;
        TrapFrame* frame = ContextSwitch.FrameOf(Scheduler.Current);
        if (!MappedMemory.IsMapped((ulong)frame) || frame->Rip >= Layout.ProgramEnd)
            return;
        KernelConsole.WriteLine("  the program was at"u8);
        Backtrace.Write(frame->Rip, frame->Rbp, frame->Rsp);
    }

    private static void Begin(ReadOnlySpan<byte> reason)
    {
        ConsoleOutput.Poll();
        KernelConsole.Write("\nsabos: panic: "u8);
        KernelConsole.WriteLine(reason);
        if (s_panicking)
            MachineExit.Leave(MachineExit.CorePanic); // a panic within the panic: nothing more can be trusted
        s_panicking = true;
        ThreadLine.Write();
    }
}
