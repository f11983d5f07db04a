using Sabos.Core.Console;

namespace Sabos.Core.Processor;

/// <summary>Interrupt vectors 32 to 255 and who handles them.</summary>
internal static unsafe class Interrupts
{
    public const int First = 32;
    private const int Count = 256;
    private const int Spurious = Count - 1;

    private static Table s_table;
    private static ulong s_unclaimedCount;

    /// <summary>The instruction that the present interrupt came before.</summary>
    public static ulong Interrupted { get; private set; }

    /// <summary>Makes <paramref name="handler"/> answer to <paramref name="vector"/>. It runs with interrupts off and acknowledges by itself.</summary>
    public static void Register(int vector, delegate*<ulong, void> handler, ulong argument)
    {
        s_table.Handlers[vector] = (ulong)handler;
        s_table.Arguments[vector] = argument;
    }

    /// <summary>Registers on a free vector, which is returned; -1 when all are taken.</summary>
    public static int Allocate(delegate*<ulong, void> handler, ulong argument)
    {
        for (int vector = First; vector < Spurious; vector++)
        {
            if (s_table.Handlers[vector] != 0)
                continue;
            Register(vector, handler, argument);
            return vector;
        }

        return -1;
    }

    public static void Dispatch(int vector, ulong interrupted)
    {
        Interrupted = interrupted;
        var handler = (delegate*<ulong, void>)s_table.Handlers[vector];
        if (handler != null)
            handler(s_table.Arguments[vector]);
        else
            Unclaimed(vector);
    }

    // A device can write any message it likes; that must not stop the machine.
    private static void Unclaimed(int vector)
    {
        LocalApic.EndOfInterrupt();
        if (s_unclaimedCount++ > 0)
            return;
        KernelConsole.Write("sabos: an interrupt that nobody has asked for, vector "u8);
        KernelConsole.WriteDecimal(vector);
        KernelConsole.WriteLine("; more like it will not be reported"u8);
    }

    private struct Table
    {
        public fixed ulong Handlers[Count];
        public fixed ulong Arguments[Count];
    }
}
