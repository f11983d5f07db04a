using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Threads;

namespace Sabos.Core.SystemCalls;

/// <summary>clone(2) and clone3(2), for threads only: there is one address space.</summary>
internal static unsafe class CloneCalls
{
    private const ulong SharedMemory = 0x100;
    private const ulong SameProcess = 0x1_0000;
    private const ulong SetTls = 0x8_0000;
    private const ulong ParentSetTid = 0x10_0000;
    private const ulong ChildClearTid = 0x20_0000;
    private const ulong ChildSetTid = 0x100_0000;
    private const ulong SmallestArguments = 64;

    public static long Clone(TrapFrame* frame, ulong flags, ulong stack, ulong parentTid, ulong childTid, ulong tls)
        => Start(frame, flags, stack, parentTid, childTid, tls);

    public static long Clone3(TrapFrame* frame, ulong arguments, ulong length)
    {
        Arguments copy;
        if (length < SmallestArguments)
            return Errno.EINVAL;
        if (!UserMemory.TryCopyIn(&copy, arguments, (ulong)sizeof(Arguments)))
            return Errno.EFAULT;
        return Start(frame, copy.Flags, copy.Stack + copy.StackLength, copy.ParentTid, copy.ChildTid, copy.Tls);
    }

    private static long Start(TrapFrame* frame, ulong flags, ulong stack, ulong parentTid, ulong childTid, ulong tls)
    {
        if ((flags & (SharedMemory | SameProcess)) != (SharedMemory | SameProcess))
            return Errno.ENOSYS;
        if ((flags & SetTls) != 0 && tls >= Layout.ProgramEnd)
            return Errno.EPERM;
        Thread* parent = Scheduler.Current;
        Thread* thread = ThreadTable.Create();
        if (thread == null)
            return Errno.EAGAIN;

        TrapFrame* child = ContextSwitch.FrameOf(thread);
        *child = *frame;
        child->Vector = TrapFrame.FullReturn;
        child->Rax = 0;
        if (stack != 0)
            child->Rsp = stack;
        Fpu.SaveControl(thread->FpuArea);
        thread->FsBase = (flags & SetTls) != 0 ? tls : parent->FsBase;
        thread->Signals.Blocked = parent->Signals.Blocked;
        for (int i = 0; i < Thread.NameLength; i++)
            thread->Name[i] = parent->Name[i];
        ContextSwitch.PrepareStart(thread);

        if ((flags & ParentSetTid) != 0)
            UserMemory.TryWrite32(parentTid, (uint)thread->Id);
        if ((flags & ChildSetTid) != 0)
            UserMemory.TryWrite32(childTid, (uint)thread->Id);
        if ((flags & ChildClearTid) != 0)
            thread->ClearChildTid = childTid;
        Scheduler.Start(thread);
        return thread->Id;
    }

    /// <summary>struct clone_args.</summary>
    private struct Arguments
    {
        public ulong Flags;
        public ulong ProcessDescriptor;
        public ulong ChildTid;
        public ulong ParentTid;
        public ulong ExitSignal;
        public ulong Stack;
        public ulong StackLength;
        public ulong Tls;
    }
}
