using Sabos.Core.Files;
using Sabos.Core.Memory;
using Sabos.Core.Signals;
using Sabos.Core.Threads;
using Sabos.Core.Time;

namespace Sabos.Core.SystemCalls;

/// <summary>poll(2) and ppoll(2).</summary>
internal static unsafe class PollCalls
{
    private const ulong MaximumCount = 4096;

    public static long Poll(ulong entries, ulong count, ulong milliseconds)
        => Wait(entries, count, (int)milliseconds < 0 ? ulong.MaxValue : Clock.NowNanoseconds() + ((uint)milliseconds * 1_000_000ul));

    public static long Ppoll(ulong entries, ulong count, ulong timeout, ulong mask, ulong maskLength)
    {
        ulong deadline = ulong.MaxValue;
        if (timeout != 0)
        {
            if (!TimeSpecification.TryRead(timeout, out ulong nanoseconds))
                return Errno.EFAULT;
            deadline = TimeSpecification.After(nanoseconds);
        }

        ulong blocked = 0;
        if (mask != 0 && (maskLength != sizeof(ulong) || !UserMemory.TryRead64(mask, out blocked)))
            return Errno.EFAULT;
        if (mask != 0)
            SignalCalls.ReplaceMaskUntilReturn(SignalDelivery.Blockable(blocked));
        return Wait(entries, count, deadline);
    }

    private static long Wait(ulong entries, ulong count, ulong deadline)
    {
        if (count > MaximumCount)
            return Errno.EINVAL;
        while (true)
        {
            long ready = Scan(entries, count);
            if (ready != 0 || Clock.NowNanoseconds() >= deadline)
                return ready;
            ThreadQueue.Append(Readiness.Pollers, Scheduler.Current);
            if (Scheduler.Block(deadline) == WakeReason.Interrupted)
                return Errno.EINTR;
        }
    }

    private static long Scan(ulong entries, ulong count)
    {
        long ready = 0;
        for (ulong i = 0; i < count; i++)
        {
            Entry entry;
            ulong at = entries + (i * (ulong)sizeof(Entry));
            if (!UserMemory.TryCopyIn(&entry, at, (ulong)sizeof(Entry)))
                return Errno.EFAULT;
            entry.Occurred = 0;
            if (entry.Descriptor >= 0)
            {
                OpenFile* file = DescriptorTable.Get((ulong)entry.Descriptor);
                uint wanted = (ushort)entry.Wanted | PollEvents.Error | PollEvents.HangUp;
                entry.Occurred = (short)(file == null ? PollEvents.Invalid : FileOperations.Poll(file) & wanted);
            }

            if (!UserMemory.TryCopyOut(at, &entry, (ulong)sizeof(Entry)))
                return Errno.EFAULT;
            if (entry.Occurred != 0)
                ready++;
        }

        return ready;
    }

    private struct Entry
    {
        public int Descriptor;
        public short Wanted;
        public short Occurred;
    }
}
