using Sabos.Core.Console;

namespace Sabos.Core.SystemCalls;

/// <summary>ENOSYS, with one line on the console for each number.</summary>
internal static unsafe class Refusal
{
    private const int NumberCount = 512;

    private static Seen s_seen;

    public static long Of(int number)
    {
        // glibc asks for the first at every thread's start, the collector for the second; both do without.
        if (number is Number.Rseq or Number.GetMempolicy)
            return Errno.ENOSYS;
        if (number is >= 0 and < NumberCount)
        {
            if ((s_seen.Bits[number / 64] & (1ul << (number % 64))) != 0)
                return Errno.ENOSYS;
            s_seen.Bits[number / 64] |= 1ul << (number % 64);
        }

        KernelConsole.Write("sabos: system call "u8);
        SystemCallNames.Write(number);
        KernelConsole.WriteLine(" is not supported"u8);
        return Errno.ENOSYS;
    }

    private struct Seen
    {
        public fixed ulong Bits[NumberCount / 64];
    }
}
