using Sabos.Core.Console;

namespace Sabos.Core.SystemCalls;

/// <summary>ENOSYS, with one line on the console for each number.</summary>
internal static unsafe class Refusal
{
    private const int NumberCount = 512;

    private static Seen s_seen;

    public static long Of(int number)
    {
        if (number == Number.Rseq)
            return Errno.ENOSYS; // glibc asks every thread's start, and does without
        if (number is >= 0 and < NumberCount)
        {
            if ((s_seen.Bits[number / 64] & (1ul << (number % 64))) != 0)
                return Errno.ENOSYS;
            s_seen.Bits[number / 64] |= 1ul << (number % 64);
        }

        KernelConsole.Write("sabos: system call "u8);
        KernelConsole.WriteDecimal(number);
        KernelConsole.WriteLine(" is not supported"u8);
        return Errno.ENOSYS;
    }

    private struct Seen
    {
        public fixed ulong Bits[NumberCount / 64];
    }
}
