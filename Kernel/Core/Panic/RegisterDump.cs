using System;
using Sabos.Core.Console;
using Sabos.Core.Processor;

namespace Sabos.Core.Panic;

/// <summary>The registers of an interrupted context, in four columns.</summary>
internal static unsafe class RegisterDump
{
    public static void Write(TrapFrame* frame)
    {
        Row("rip"u8, frame->Rip, "rsp"u8, frame->Rsp, "rbp"u8, frame->Rbp, "rfl"u8, frame->Rflags);
        Row("rax"u8, frame->Rax, "rbx"u8, frame->Rbx, "rcx"u8, frame->Rcx, "rdx"u8, frame->Rdx);
        Row("rsi"u8, frame->Rsi, "rdi"u8, frame->Rdi, "r8 "u8, frame->R8, "r9 "u8, frame->R9);
        Row("r10"u8, frame->R10, "r11"u8, frame->R11, "r12"u8, frame->R12, "r13"u8, frame->R13);
        Row("r14"u8, frame->R14, "r15"u8, frame->R15, "cr2"u8, Instructions.ReadCr2(), "cr3"u8, Instructions.ReadCr3());
    }

    private static void Row(
        ReadOnlySpan<byte> name0, ulong value0, ReadOnlySpan<byte> name1, ulong value1,
        ReadOnlySpan<byte> name2, ulong value2, ReadOnlySpan<byte> name3, ulong value3)
    {
        Cell(name0, value0);
        Cell(name1, value1);
        Cell(name2, value2);
        Cell(name3, value3);
        KernelConsole.WriteLine(""u8);
    }

    private static void Cell(ReadOnlySpan<byte> name, ulong value)
    {
        KernelConsole.Write("  "u8);
        KernelConsole.Write(name);
        KernelConsole.Write(" "u8);
        KernelConsole.WriteHexPadded(value);
    }
}
