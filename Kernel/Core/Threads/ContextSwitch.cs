using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Core.Processor;

namespace Sabos.Core.Threads;

/// <summary>From one kernel stack to another; the bodies are in Switch.asm.</summary>
internal static unsafe class ContextSwitch
{
    private const uint MsrFsBase = 0xC000_0100;
    private const int SavedRegisters = 6;

    /// <summary>Saves the caller's context at <paramref name="savedStack"/> and continues the one at <paramref name="nextStack"/>.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "context_switch")]
    public static extern void Switch(ulong* savedStack, ulong nextStack);

    /// <summary>Continues the context at <paramref name="stack"/>; does not return.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "enter_thread")]
    public static extern void Enter(ulong stack);

    public static void LoadFsBase(ulong value) => Instructions.WriteMsr(MsrFsBase, value);

    /// <summary>The trap frame at the top of a thread's kernel stack.</summary>
    public static TrapFrame* FrameOf(Thread* thread) => (TrapFrame*)(thread->KernelStackTop - (ulong)sizeof(TrapFrame));

    /// <summary>Makes the first switch to <paramref name="thread"/> return to the program by its trap frame.</summary>
    public static void PrepareStart(Thread* thread)
    {
        // SAFETY: the new stack is mapped and nobody's; below the frame go thread_start's address and the registers Switch pops.
        ulong* stack = (ulong*)FrameOf(thread);
        *--stack = (ulong)ThreadStartSymbol();
        for (int i = 0; i < SavedRegisters; i++)
            *--stack = 0;
        thread->SavedStack = (ulong)stack;
    }

    [RuntimeExport("HandleThreadStart")]
    private static void ThreadStart(TrapFrame* frame)
    {
        ThreadTable.FreeDead();
        Traps.ReturnToProgram(frame);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_thread_start")]
    private static extern void* ThreadStartSymbol();
}
