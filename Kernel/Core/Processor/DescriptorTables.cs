using System.Runtime;
using System.Runtime.CompilerServices;
using Sabos.Core.Memory;

namespace Sabos.Core.Processor;

/// <summary>GDT, TSS and IDT, and the stacks that the processor switches to by itself (Intel SDM 3A, 3.4, 6.14 and 7.7).</summary>
internal static unsafe class DescriptorTables
{
    private const int InterruptStack = 1;
    private const int ExceptionStack = 2;
    private const int FatalStack = 3;
    private const int FirstInterrupt = 32;
    private const int NonMaskable = 2;
    private const int DoubleFault = 8;
    private const int MachineCheck = 18;
    private const ushort TaskSelector = 0x18;

    private const uint MsrStar = 0xC000_0081;
    private const uint MsrLstar = 0xC000_0082;
    private const uint MsrFmask = 0xC000_0084;
    private const ulong FlagsClearedOnEntry = 0x4_4700; // AC, NT, DF, IF, TF

    private static TaskState* s_task;

    public static void Initialize()
    {
        s_task = Heap.Require<TaskState>();
        s_task->IoMapBase = (ushort)sizeof(TaskState);
        s_task->Stacks[ExceptionStack] = KernelStack.Require();
        s_task->Stacks[FatalStack] = KernelStack.Require();

        ulong* gdt = (ulong*)Heap.Require<Segments>();
        ulong task = (ulong)s_task;
        gdt[1] = 0x00AF_9A00_0000_FFFF; // 0x08: 64-bit code
        gdt[2] = 0x00CF_9200_0000_FFFF; // 0x10: data
        gdt[3] = (uint)(sizeof(TaskState) - 1) | ((task & 0xFF_FFFF) << 16) | (0x89ul << 40) | ((task >> 24 & 0xFF) << 56);
        gdt[4] = task >> 32;

        var idt = (Gate*)Heap.Allocate((ulong)(256 * sizeof(Gate)));
        ulong* stubs = (ulong*)TrapStubs();
        for (int vector = 0; vector < 256; vector++)
            idt[vector] = Gate.For(stubs[vector], StackFor(vector));

        TablePointer gdtPointer = TablePointer.For(gdt, sizeof(Segments));
        TablePointer idtPointer = TablePointer.For(idt, 256 * sizeof(Gate));
        Instructions.LoadTables(&gdtPointer, &idtPointer, TaskSelector);

        Instructions.WriteMsr(MsrStar, TrapFrame.CodeSelector << 32);
        Instructions.WriteMsr(MsrLstar, (ulong)SystemCallEntry());
        Instructions.WriteMsr(MsrFmask, FlagsClearedOnEntry);
    }

    /// <summary>Where the next interrupt finds its stack. The next system call's is <see cref="SetSystemCallStack"/>.</summary>
    public static void SetInterruptStack(ulong top) => s_task->Stacks[InterruptStack] = top;

    public static void SetSystemCallStack(ulong top) => *(ulong*)KernelStackTop() = top;

    private static byte StackFor(int vector) => vector switch
    {
        >= FirstInterrupt => InterruptStack,
        NonMaskable or DoubleFault or MachineCheck => FatalStack,
        _ => ExceptionStack,
    };

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_trap_stubs")]
    private static extern void* TrapStubs();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_kernel_stack_top")]
    private static extern void* KernelStackTop();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_system_call_entry")]
    private static extern void* SystemCallEntry();

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 4)]
    private struct TaskState
    {
        public uint Reserved0;
        public fixed uint PrivilegeStacks[6];

        /// <summary>Entry 0 is reserved; 1 to 7 are the interrupt stack table.</summary>
        public fixed ulong Stacks[8];

        public ulong Reserved1;
        public ushort Reserved2;
        public ushort IoMapBase;
    }

    private struct Segments
    {
        public fixed ulong Descriptors[5];
    }

    private struct Gate
    {
        private const ushort PresentInterruptGate = 0x8E00;

        public ushort OffsetLow;
        public ushort Selector;
        public ushort Attributes;
        public ushort OffsetMiddle;
        public uint OffsetHigh;
        public uint Reserved;

        public static Gate For(ulong handler, byte stack) => new()
        {
            OffsetLow = (ushort)handler,
            Selector = (ushort)TrapFrame.CodeSelector,
            Attributes = (ushort)(PresentInterruptGate | stack),
            OffsetMiddle = (ushort)(handler >> 16),
            OffsetHigh = (uint)(handler >> 32),
        };
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 2)]
    private struct TablePointer
    {
        public ushort Limit;
        public ulong Address;

        public static TablePointer For(void* table, int length) => new() { Limit = (ushort)(length - 1), Address = (ulong)table };
    }
}
