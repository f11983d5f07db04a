using System;

namespace Sabos.Hal;

/// <summary>The name by which ps, trace and a panic show the calling thread.</summary>
public static unsafe class ThreadName
{
    /// <summary>Bytes of a name, with the terminating zero.</summary>
    public const int Size = 16; // TASK_COMM_LEN

    private const int Prctl = 157; // x86-64 system call number
    private const int SetName = 15; // PR_SET_NAME, prctl(2)
    private const int GetName = 16; // PR_GET_NAME

    /// <summary>Names the calling thread.</summary>
    /// <param name="name">A terminating zero behind at most 15 bytes of UTF-8.</param>
    public static void SetCurrent(ReadOnlySpan<byte> name)
    {
        // SAFETY: the call reads up to the terminating zero, or 16 bytes, during the call only.
        fixed (byte* start = name)
            SystemCall.Invoke(Prctl, SetName, (nint)start);
    }

    /// <summary>Reads the calling thread's name.</summary>
    /// <param name="name">Room for <see cref="Size"/> bytes.</param>
    public static void GetCurrent(Span<byte> name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(name.Length, Size);

        // SAFETY: the call writes 16 bytes, during the call only.
        fixed (byte* start = name)
            SystemCall.Invoke(Prctl, GetName, (nint)start);
    }
}
