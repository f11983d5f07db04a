using Sabos.Core.Console;
using Sabos.Core.Threads;

namespace Sabos.Core.Panic;

/// <summary>The line that says in which thread it happened.</summary>
internal static unsafe class ThreadLine
{
    public static void Write()
    {
        Thread* thread = Scheduler.Current;
        if (thread == null)
        {
            KernelConsole.WriteLine("  during the boot, before the first thread"u8);
            return;
        }

        KernelConsole.Write("  thread "u8);
        KernelConsole.WriteDecimal(thread->Id);
        if (thread->Name[0] != 0)
        {
            KernelConsole.Write(" ("u8);
            KernelConsole.WriteZeroTerminated(thread->Name);
            KernelConsole.Write(")"u8);
        }

        KernelConsole.WriteLine(""u8);
    }
}
