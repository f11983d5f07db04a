using Sabos.Core.Memory;
using Sabos.Core.Processor;

namespace Sabos.Core.Signals;

/// <summary>A trap frame as a sigcontext and back, and the FPU area that goes with it.</summary>
internal static unsafe class SignalContext
{
    /// <summary>FP_XSTATE_MAGIC2 after the area.</summary>
    public const ulong FpuTrailerLength = 4;

    private const uint Magic1 = 0x4650_5853;
    private const uint Magic2 = 0x4650_5845;
    private const int SoftwareReserved = 464;
    private const int MxcsrOffset = 24;
    private const uint MxcsrDefined = 0xFFFF;
    private const int HeaderOffset = 512;

    public static void Save(TrapFrame* frame, MachineContext* machine, ulong faultAddress)
    {
        machine->R8 = frame->R8;
        machine->R9 = frame->R9;
        machine->R10 = frame->R10;
        machine->R11 = frame->R11;
        machine->R12 = frame->R12;
        machine->R13 = frame->R13;
        machine->R14 = frame->R14;
        machine->R15 = frame->R15;
        machine->Rdi = frame->Rdi;
        machine->Rsi = frame->Rsi;
        machine->Rbp = frame->Rbp;
        machine->Rbx = frame->Rbx;
        machine->Rdx = frame->Rdx;
        machine->Rax = frame->Rax;
        machine->Rcx = frame->Rcx;
        machine->Rsp = frame->Rsp;
        machine->Rip = frame->Rip;
        machine->Rflags = frame->Rflags;
        machine->Cs = (ushort)frame->Cs;
        machine->Ss = (ushort)frame->Ss;
        machine->Error = frame->Error;
        machine->TrapNumber = frame->Vector;
        machine->FaultAddress = faultAddress;
    }

    /// <summary>Takes the registers back; of rflags only <paramref name="flagsAllowed"/>.</summary>
    public static void Load(TrapFrame* frame, MachineContext* machine, ulong flagsAllowed)
    {
        frame->R8 = machine->R8;
        frame->R9 = machine->R9;
        frame->R10 = machine->R10;
        frame->R11 = machine->R11;
        frame->R12 = machine->R12;
        frame->R13 = machine->R13;
        frame->R14 = machine->R14;
        frame->R15 = machine->R15;
        frame->Rdi = machine->Rdi;
        frame->Rsi = machine->Rsi;
        frame->Rbp = machine->Rbp;
        frame->Rbx = machine->Rbx;
        frame->Rdx = machine->Rdx;
        frame->Rax = machine->Rax;
        frame->Rcx = machine->Rcx;
        frame->Rsp = machine->Rsp;
        frame->Rip = machine->Rip;
        frame->Rflags = (frame->Rflags & ~flagsAllowed) | (machine->Rflags & flagsAllowed) | TrapFrame.InterruptFlag;
    }

    /// <summary>Writes the FPU state to <paramref name="area"/>, which is writable and aligned; false on a fault.</summary>
    public static bool SaveFpu(TrapFrame* frame, ulong area)
    {
        if (!UserMemory.TryClear(area, Fpu.AreaLength))
            return false;
        // SAFETY: the whole area has just been written, so it is mapped and writable.
        byte* to = (byte*)area;
        Fpu.Save(to);
        PageOperations.Copy(to + Fpu.XmmOffset, frame->Xmm, Fpu.XmmLength);
        if (Fpu.Components == 0)
            return true;
        *(ulong*)(to + HeaderOffset) |= 2; // the xmm registers are in use, whatever the processor believed
        uint* software = (uint*)(to + SoftwareReserved);
        software[0] = Magic1;
        software[1] = (uint)(Fpu.AreaLength + FpuTrailerLength);
        *(ulong*)(software + 2) = Fpu.Components;
        software[4] = (uint)Fpu.AreaLength;
        return UserMemory.TryWrite32(area + Fpu.AreaLength, Magic2);
    }

    /// <summary>Takes the FPU state back from <paramref name="area"/> (0: default state); false if it is unreadable.</summary>
    public static bool LoadFpu(TrapFrame* frame, ulong area)
    {
        byte* copy = Fpu.AllocateArea();
        if (copy == null)
            return false;
        bool read = area == 0 || UserMemory.TryCopyIn(copy, area, Fpu.AreaLength);
        if (read)
        {
            // What the program wrote must not make the restore fault.
            *(uint*)(copy + MxcsrOffset) &= MxcsrDefined;
            if (Fpu.Components != 0)
            {
                ulong* header = (ulong*)(copy + HeaderOffset);
                header[0] &= Fpu.Components;
                for (int i = 1; i < 8; i++)
                    header[i] = 0;
            }

            PageOperations.Copy(frame->Xmm, copy + Fpu.XmmOffset, Fpu.XmmLength);
            Fpu.Restore(copy);
        }

        Fpu.FreeArea(copy);
        return read;
    }
}
