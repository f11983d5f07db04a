using Sabos.Core.Memory;
using Sabos.Core.Time;

namespace Sabos.Core.SystemCalls;

/// <summary>futex(2).</summary>
internal static unsafe class FutexCalls
{
    private const ulong PrivateFlag = 128;
    private const ulong RealtimeFlag = 256;
    private const ulong Wait = 0;
    private const ulong Wake = 1;
    private const ulong Requeue = 3;
    private const ulong CompareRequeue = 4;
    private const ulong WaitBitset = 9;
    private const ulong WakeBitset = 10;

    public static long Futex(ulong address, ulong operation, ulong value, ulong timeout, ulong address2, ulong value3)
    {
        ulong command = operation & ~(PrivateFlag | RealtimeFlag);
        if ((address % sizeof(uint)) != 0)
            return Errno.EINVAL;
        switch (command)
        {
            case Wait:
            case WaitBitset:
                bool relative = command == Wait;
                if (!TryReadDeadline(timeout, relative, (operation & RealtimeFlag) != 0, out ulong deadline))
                    return Errno.EFAULT;
                // A relative wait would start anew when made again; Linux reports EINTR there too.
                long interrupted = relative && timeout != 0 ? Errno.EINTR : Errno.Restart;
                return Threads.Futex.Wait(address, (uint)value, relative ? Threads.Futex.AnyBits : (uint)value3, deadline, interrupted);
            case Wake:
                return Threads.Futex.Wake(address, (int)value, Threads.Futex.AnyBits);
            case WakeBitset:
                return value3 == 0 ? Errno.EINVAL : Threads.Futex.Wake(address, (int)value, (uint)value3);
            case Requeue:
            case CompareRequeue:
                // Here the fourth argument is a count.
                if (command == CompareRequeue)
                {
                    if (!UserMemory.TryRead32(address, out uint current))
                        return Errno.EFAULT;
                    if (current != (uint)value3)
                        return Errno.EAGAIN;
                }

                return Threads.Futex.Requeue(address, (int)value, (int)timeout, address2);
            default:
                return Errno.ENOSYS;
        }
    }

    private static bool TryReadDeadline(ulong timeout, bool relative, bool realtime, out ulong deadline)
    {
        deadline = ulong.MaxValue;
        if (timeout == 0)
            return true;
        if (!TimeSpecification.TryRead(timeout, out ulong nanoseconds))
            return false;
        deadline = relative ? TimeSpecification.After(nanoseconds) : TimeSpecification.At(nanoseconds, realtime);
        return true;
    }
}
