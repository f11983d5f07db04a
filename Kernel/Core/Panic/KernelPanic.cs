using System;
using Sabos.Core.Console;
using Sabos.Core.Processor;

namespace Sabos.Core.Panic;

/// <summary>The end of a core that has found itself to be wrong.</summary>
internal static unsafe class KernelPanic
{
    private const int ExitStatus = 0x7F;

    public static void Stop(ReadOnlySpan<byte> reason)
    {
        KernelConsole.Write("\nsabos: panic: "u8);
        KernelConsole.WriteLine(reason);
        MachineExit.Leave(ExitStatus);
    }

    /// <summary>Stops with the registers of the context that went wrong.</summary>
    public static void StopAt(TrapFrame* frame, ReadOnlySpan<byte> reason)
    {
        KernelConsole.Write("\nrip "u8);
        KernelConsole.WriteHex(frame->Rip);
        KernelConsole.Write(" rsp "u8);
        KernelConsole.WriteHex(frame->Rsp);
        KernelConsole.Write(" error "u8);
        KernelConsole.WriteHex(frame->Error);
        KernelConsole.Write(" cr2 "u8);
        KernelConsole.WriteHex(Instructions.ReadCr2());
        Stop(reason);
    }
}
