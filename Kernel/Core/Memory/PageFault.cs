using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Core.Console;
using Sabos.Core.Panic;
using Sabos.Core.Processor;
using Sabos.Core.Program;

namespace Sabos.Core.Memory;

/// <summary>What a fault on a program address means.</summary>
internal enum FaultResolution
{
    /// <summary>The page is there now; run the instruction again.</summary>
    Resolved,

    /// <summary>Nothing is mapped at the address (SEGV_MAPERR).</summary>
    NotMapped,

    /// <summary>The page does not allow the access (SEGV_ACCERR).</summary>
    Denied,
}

/// <summary>Demand paging: a page gets a frame when it is first touched: one of zeros, or what is the program's own there.</summary>
internal static unsafe class PageFault
{
    private const ulong WriteAccess = 1 << 1;
    private const ulong InstructionFetch = 1 << 4;

    /// <summary><paramref name="error"/> is the processor's error code (Intel SDM 3A, 4.7).</summary>
    public static FaultResolution Resolve(ulong address, ulong error)
    {
        Area* area = AreaList.Find(address);
        if (area == null)
            return FaultResolution.NotMapped;
        if ((area->Protection & NeededFor(error)) == 0)
            return FaultResolution.Denied;
        ulong page = Layout.AlignDown(address);
        ulong* entry = PageTable.EntryFor(page);
        if (entry == null)
            OutOfFrames();
        if (*entry != 0)
            return FaultResolution.Resolved; // made present by someone else, or a stale translation
        if (area->Kind == AreaKind.Program)
        {
            ProgramLoader.MapAround(page, *area);
            return FaultResolution.Resolved;
        }

        ulong frame = Frames.AllocateZeroed();
        if (frame == 0)
            OutOfFrames();
        *entry = frame | ProgramMemory.EntryFlags(area->Protection);
        if (area->Charged)
            Commit.Settle(1);
        return FaultResolution.Resolved;
    }

    /// <summary>Makes a program page present, for the core to write to it through any path. False if the program may not write there.</summary>
    public static bool EnsureWritable(ulong start, ulong length)
    {
        for (ulong at = Layout.AlignDown(start); at < start + length; at += Layout.PageSize)
        {
            if (at >= Layout.ProgramEnd || Resolve(at, WriteAccess) != FaultResolution.Resolved)
                return false;
        }

        return true;
    }

    /// <summary>Sends a failed access of UserMemory to its failure exit; false if <paramref name="frame"/> is not in one.</summary>
    public static bool FailUserAccess(TrapFrame* frame)
    {
        if (frame->Rip < (ulong)UserAccessStart() || frame->Rip >= (ulong)UserAccessEnd())
            return false;
        frame->Rip = (ulong)UserAccessFailed();
        return true;
    }

    private static uint NeededFor(ulong error)
    {
        if ((error & InstructionFetch) != 0)
            return Protection.Execute;
        return (error & WriteAccess) != 0 ? Protection.Write : Protection.Read | Protection.Execute | Protection.Write;
    }

    // Promised pages always have a frame; stacks and MAP_NORESERVE memory are what can exhaust the machine.
    private static void OutOfFrames()
    {
        KernelConsole.WriteLine("sabos: out of memory: no frame left for a stack or unreserved mapping"u8);
        MachineExit.Leave(MachineExit.OutOfMemory);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_user_access_start")]
    private static extern void* UserAccessStart();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_user_access_end")]
    private static extern void* UserAccessEnd();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_user_access_failed")]
    private static extern void* UserAccessFailed();
}
