using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sabos.Sockets.Exports;

/// <summary>poll(2). select(2) the class library's platform layer has not on Linux either: it polls.</summary>
internal static unsafe class PollExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Poll")]
    private static PalError Poll(PollEvent* events, uint count, int milliseconds, uint* triggered)
    {
        try
        {
            *triggered = 0;
            if (milliseconds < -1 || count > int.MaxValue)
                return PalError.EINVAL;

            // SAFETY: the caller vouches for count entries.
            Span<PollEvent> entries = new(events, (int)count);
            int ours = CountOurs(entries);
            if (ours == 0)
                return RealPlatform.Poll(events, count, milliseconds, triggered);

            // Nothing could wait for a descriptor of the core and a socket of ours at once, and the class library never asks for it.
            if (ours != entries.Length || SocketSystem.Current is not { } system)
                return PalError.ENOTSUP;

            TimeSpan timeout = milliseconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds);
            *triggered = (uint)PollCall.Wait(system.Loop, system.Handles, entries, timeout);
            return PalError.Success;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_Select")]
    private static PalError Select(int* readable, int readableCount, int* writable, int writableCount, int* failed, int failedCount, int microseconds, int highest, int* triggered)
    {
        try
        {
            *triggered = 0;
            return PalError.ENOTSUP;
        }
        catch (Exception exception)
        {
            return Edge.Fault(exception);
        }
    }

    private static int CountOurs(ReadOnlySpan<PollEvent> entries)
    {
        int ours = 0;
        foreach (PollEvent entry in entries)
            ours += HandleTable.Owns(entry.Handle) ? 1 : 0;
        return ours;
    }
}
