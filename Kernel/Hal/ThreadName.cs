using System;

namespace Sabos.Hal;

/// <summary>
/// The name by which ps, trace and a panic show a thread. The class library keeps <see cref="System.Threading.Thread.Name"/> to itself when compiled ahead of time.
/// </summary>
public static unsafe class ThreadName
{
    private const int Prctl = 157; // x86-64 system call number
    private const int SetName = 15; // PR_SET_NAME, prctl(2)

    /// <summary>Names the calling thread.</summary>
    /// <param name="name">ASCII with a terminating zero; the first 15 characters count.</param>
    public static void SetCurrent(ReadOnlySpan<byte> name)
    {
        // SAFETY: the call reads up to the terminating zero, or 16 bytes, during the call only.
        fixed (byte* start = name)
            SystemCall.Invoke(Prctl, SetName, (nint)start);
    }
}
