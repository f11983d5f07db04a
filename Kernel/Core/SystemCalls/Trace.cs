using Sabos.Core.Console;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Threads;

namespace Sabos.Core.SystemCalls;

/// <summary>The log of system calls that the word <c>trace</c> on the command line switches on: a line as a call begins, a line as it ends.</summary>
internal static unsafe class Trace
{
    private const int MaximumArguments = 6;
    private const int MaximumPath = 128;
    private const long LastErrno = -4095;

    public static bool Enabled { get; set; }

    public static void Enter(TrapFrame* frame)
    {
        int number = (int)frame->Error;
        WriteThread();
        SystemCallNames.Write(number);
        KernelConsole.Write("("u8);
        ulong* arguments = stackalloc ulong[MaximumArguments];
        arguments[0] = frame->Rdi;
        arguments[1] = frame->Rsi;
        arguments[2] = frame->Rdx;
        arguments[3] = frame->R10;
        arguments[4] = frame->R8;
        arguments[5] = frame->R9;
        int path = PathArgument(number);
        int count = SystemCallNames.ArgumentCount(number);
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
                KernelConsole.Write(", "u8);
            if (i == path)
                WritePath(arguments[i]);
            else
                KernelConsole.WriteHex(arguments[i]);
        }

        KernelConsole.WriteLine(")"u8);
    }

    public static void Exit(TrapFrame* frame)
    {
        WriteThread();
        SystemCallNames.Write((int)frame->Error);
        KernelConsole.Write(" = "u8);
        long result = (long)frame->Rax;
        if (result is >= LastErrno and < 0)
            KernelConsole.WriteDecimal(result);
        else
            KernelConsole.WriteHex((ulong)result);
        KernelConsole.WriteLine(""u8);
    }

    private static void WriteThread()
    {
        KernelConsole.Write("["u8);
        KernelConsole.WriteDecimal(Scheduler.Current->Id);
        KernelConsole.Write(" "u8);
        KernelConsole.WriteZeroTerminated(Scheduler.Current->Name);
        KernelConsole.Write("] "u8);
    }

    private static int PathArgument(int number) => number switch
    {
        Number.Open or Number.Stat or Number.Lstat or Number.Access or Number.Readlink or Number.Chdir or Number.Statfs => 0,
        Number.Openat or Number.Newfstatat or Number.Readlinkat or Number.Faccessat or Number.Faccessat2 => 1,
        _ => -1,
    };

    private static void WritePath(ulong address)
    {
        byte* path = stackalloc byte[MaximumPath];
        if (UserMemory.CopyString(path, address, MaximumPath) < 0)
        {
            KernelConsole.WriteHex(address);
            return;
        }

        KernelConsole.Write("\""u8);
        KernelConsole.WriteZeroTerminated(path);
        KernelConsole.Write("\""u8);
    }
}
