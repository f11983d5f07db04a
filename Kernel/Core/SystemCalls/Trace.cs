using Sabos.Core.Console;
using Sabos.Core.Processor;
using Sabos.Core.Threads;

namespace Sabos.Core.SystemCalls;

/// <summary>The log of system calls that the word <c>trace</c> on the command line switches on.</summary>
internal static unsafe class Trace
{
    public static bool Enabled { get; set; }

    public static void Enter(TrapFrame* frame)
    {
        KernelConsole.Write("["u8);
        KernelConsole.WriteDecimal(Scheduler.Current->Id);
        KernelConsole.Write("] "u8);
        KernelConsole.WriteDecimal((int)frame->Error);
        KernelConsole.Write("("u8);
        KernelConsole.WriteHex(frame->Rdi);
        KernelConsole.Write(" "u8);
        KernelConsole.WriteHex(frame->Rsi);
        KernelConsole.Write(" "u8);
        KernelConsole.WriteHex(frame->Rdx);
        KernelConsole.Write(" "u8);
        KernelConsole.WriteHex(frame->R10);
        KernelConsole.WriteLine(")"u8);
    }

    public static void Exit(TrapFrame* frame)
    {
        KernelConsole.Write("["u8);
        KernelConsole.WriteDecimal(Scheduler.Current->Id);
        KernelConsole.Write("]   = "u8);
        KernelConsole.WriteHex(frame->Rax);
        KernelConsole.WriteLine(""u8);
    }
}
