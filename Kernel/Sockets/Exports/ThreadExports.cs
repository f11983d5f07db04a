using System;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using System.Threading;
using Sabos.Hal;

namespace Sabos.Sockets.Exports;

/// <summary>Gives the system's threads the names of the managed ones, which the class library keeps to itself when compiled ahead of time.</summary>
internal static unsafe class ThreadExports
{
    // As under Linux, where each of the pool's threads takes it when it runs.
    private const string PoolThread = ".NET TP Worker";

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_CreateThread")]
    private static int CreateThread(nuint stackSize, delegate* unmanaged<nint, nint> start, nint parameter)
    {
        try
        {
            // The parameter is a handle of the managed thread, which has not begun.
            if (GCHandle.FromIntPtr(parameter).Target is not Thread thread || (thread.Name ?? (thread.IsThreadPoolThread ? PoolThread : null)) is not { } name)
                return RealPlatform.CreateThread(stackSize, start, parameter);

            Span<byte> created = stackalloc byte[ThreadName.Size];
            Span<byte> own = stackalloc byte[ThreadName.Size];
            created.Clear();
            Utf8.FromUtf16(name, created[..^1], out _, out _);

            // A thread begins with the name that the one which makes it has at that moment: clone(2).
            ThreadName.GetCurrent(own);
            ThreadName.SetCurrent(created);
            int result = RealPlatform.CreateThread(stackSize, start, parameter);
            ThreadName.SetCurrent(own);
            return result;
        }
        catch (Exception exception)
        {
            Edge.Fault(exception);
            return 0;
        }
    }
}
