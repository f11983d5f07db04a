namespace Sabos.Core.Processor;

/// <summary>The interrupted context, as Traps.asm pushes it. 432 bytes, aligned to 16.</summary>
internal unsafe struct TrapFrame
{
    /// <summary><see cref="Vector"/> of a system call, whose plain return need not restore rcx and r11.</summary>
    public const ulong SystemCallVector = 0x100;

    /// <summary>Any other value: leave by iretq with every register restored.</summary>
    public const ulong FullReturn = 0x101;

    public const ulong InterruptFlag = 0x200;
    public const ulong CodeSelector = 0x08;
    public const ulong DataSelector = 0x10;

    public fixed byte Xmm[256];
    public ulong R15;
    public ulong R14;
    public ulong R13;
    public ulong R12;
    public ulong Rbp;
    public ulong Rbx;
    public ulong R11;
    public ulong R10;
    public ulong R9;
    public ulong R8;
    public ulong Rax;
    public ulong Rcx;
    public ulong Rdx;
    public ulong Rsi;
    public ulong Rdi;
    public ulong Vector;

    /// <summary>The exception's error code, or the number of the system call.</summary>
    public ulong Error;

    public ulong Rip;
    public ulong Cs;
    public ulong Rflags;
    public ulong Rsp;
    public ulong Ss;
}
