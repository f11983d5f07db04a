using System.Runtime.InteropServices;

namespace Sabos.Core.Signals;

/// <summary>
/// What a handler finds on its stack (Linux, arch/x86 rt_sigframe): the restorer's address as return address, the ucontext, the siginfo.
/// The FPU area follows, aligned to 64.
/// </summary>
internal unsafe struct SignalFrame
{
    public ulong ReturnAddress;
    public UserContext Context;
    public SignalInfo Info;
}

/// <summary>siginfo_t: 128 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct SignalInfo
{
    [FieldOffset(0)]
    public int Signal;

    [FieldOffset(8)]
    public int Code;

    /// <summary>Of a fault.</summary>
    [FieldOffset(16)]
    public ulong Address;

    /// <summary>Of a signal that was sent.</summary>
    [FieldOffset(16)]
    public int Sender;
}

/// <summary>struct ucontext, as the x86-64 kernel lays it out.</summary>
internal unsafe struct UserContext
{
    /// <summary>UC_FP_XSTATE: the FPU area is in XSAVE format. UC_SIGCONTEXT_SS and UC_STRICT_RESTORE_SS.</summary>
    public const ulong XsaveFormat = 1;
    public const ulong HasStackSegment = 6;

    public ulong Flags;
    public ulong Link;
    public ulong StackPointer;
    public int StackFlags;
    public int Padding;
    public ulong StackLength;
    public MachineContext Machine;
    public ulong Mask;
}

/// <summary>struct sigcontext.</summary>
internal unsafe struct MachineContext
{
    public ulong R8;
    public ulong R9;
    public ulong R10;
    public ulong R11;
    public ulong R12;
    public ulong R13;
    public ulong R14;
    public ulong R15;
    public ulong Rdi;
    public ulong Rsi;
    public ulong Rbp;
    public ulong Rbx;
    public ulong Rdx;
    public ulong Rax;
    public ulong Rcx;
    public ulong Rsp;
    public ulong Rip;
    public ulong Rflags;
    public ushort Cs;
    public ushort Gs;
    public ushort Fs;
    public ushort Ss;
    public ulong Error;
    public ulong TrapNumber;
    public ulong OldMask;
    public ulong FaultAddress;
    public ulong FpuState;
    public fixed ulong Reserved[8];
}
