using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Files;

/// <summary>eventfd(2): a 64-bit counter to wait on.</summary>
internal unsafe struct EventFile
{
    public const uint Semaphore = 1;
    private const ulong MaximumCount = 0xFFFF_FFFF_FFFF_FFFE;

    private ulong _count;
    private bool _semaphore;
    private ThreadQueue _waiters;

    public static EventFile* New(ulong count, bool semaphore)
    {
        EventFile* file = Heap.Allocate<EventFile>();
        if (file == null)
            return null;
        file->_count = count;
        file->_semaphore = semaphore;
        return file;
    }

    public static long Read(OpenFile* file, ulong buffer, ulong length)
    {
        var self = (EventFile*)file->Content;
        if (length < sizeof(ulong))
            return Errno.EINVAL;
        while (self->_count == 0)
        {
            if (!file->Blocks)
                return Errno.EAGAIN;
            if (Wait(self) == WakeReason.Interrupted)
                return Errno.Restart;
        }

        ulong value = self->_semaphore ? 1 : self->_count;
        if (!UserMemory.TryWrite64(buffer, value))
            return Errno.EFAULT;
        self->_count -= value;
        Changed(self);
        return sizeof(ulong);
    }

    public static long Write(OpenFile* file, ulong buffer, ulong length)
    {
        var self = (EventFile*)file->Content;
        if (length < sizeof(ulong))
            return Errno.EINVAL;
        if (!UserMemory.TryRead64(buffer, out ulong value))
            return Errno.EFAULT;
        if (value == ulong.MaxValue)
            return Errno.EINVAL;
        while (value > MaximumCount - self->_count)
        {
            if (!file->Blocks)
                return Errno.EAGAIN;
            if (Wait(self) == WakeReason.Interrupted)
                return Errno.Restart;
        }

        self->_count += value;
        Changed(self);
        return sizeof(ulong);
    }

    public static uint Poll(OpenFile* file)
    {
        var self = (EventFile*)file->Content;
        return (self->_count > 0 ? PollEvents.In : 0) | (self->_count < MaximumCount ? PollEvents.Out : 0);
    }

    public static void Close(OpenFile* file) => Heap.Free((EventFile*)file->Content);

    private static WakeReason Wait(EventFile* self)
    {
        ThreadQueue.Append(&self->_waiters, Scheduler.Current);
        return Scheduler.Block(ulong.MaxValue);
    }

    private static void Changed(EventFile* self)
    {
        ThreadQueue.WakeAll(&self->_waiters);
        Readiness.Changed();
    }
}
