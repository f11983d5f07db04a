using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Console;

/// <summary>Bytes received on the serial console and not yet read.</summary>
internal static unsafe class ConsoleInput
{
    private static ThreadQueue* s_readers;

    public static bool IsEmpty => true;

    public static void Initialize() => s_readers = Heap.Require<ThreadQueue>();

    /// <summary>Reads at least one byte into the program's buffer; waits for it if <paramref name="blocks"/>.</summary>
    public static long Read(ulong buffer, ulong length, bool blocks)
    {
        if (length == 0)
            return 0;
        if (!blocks)
            return Errno.EAGAIN;
        ThreadQueue.Append(s_readers, Scheduler.Current);
        Scheduler.Block(ulong.MaxValue);
        return Errno.Restart;
    }
}
