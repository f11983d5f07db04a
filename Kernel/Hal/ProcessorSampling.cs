using System;
using System.Text;
using Sabos.Abi;

namespace Sabos.Hal;

/// <summary>The core's sampling of what the processor executes; one at a time for the whole machine.</summary>
public static unsafe class ProcessorSampling
{
    private const int LargestCount = 32_768;

    /// <summary>Begins anew, with a sample each <paramref name="period"/>. False: this kernel cannot, or not that often or seldom.</summary>
    public static bool TryStart(TimeSpan period) =>
        !SystemCall.IsError(SystemCall.Invoke(KernelCall.StartSampling, (nint)(period.Ticks * TimeSpan.NanosecondsPerTick)));

    /// <summary>Ends it.</summary>
    /// <param name="lost">Samples for which there was no room.</param>
    /// <returns>Addresses of instructions, and numbers of system calls.</returns>
    public static ulong[] Stop(out long lost)
    {
        ulong[] samples = new ulong[LargestCount];
        long missing = 0;
        nint count;

        // SAFETY: the core writes at most as many samples as there is room for, and one number, during the call only.
        fixed (ulong* start = samples)
            count = SystemCall.Invoke(KernelCall.StopSampling, (nint)start, samples.Length, (nint)(&missing));
        lost = missing;
        return samples[..Math.Max(0, (int)count)];
    }

    /// <summary>The function that an address is in, or the system call of a number; null where none is known.</summary>
    public static string? NameOf(ulong sample)
    {
        byte* name = stackalloc byte[SymbolName.Longest];

        // SAFETY: the core writes at most the longest name during the call only.
        nint length = SystemCall.Invoke(KernelCall.NameAddress, (nint)sample, (nint)name);
        return length > 0 ? Encoding.ASCII.GetString(name, (int)length) : null;
    }
}
