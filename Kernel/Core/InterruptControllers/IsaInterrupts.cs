using Sabos.Core.Acpi;
using Sabos.Core.Processor;

namespace Sabos.Core.InterruptControllers;

/// <summary>
/// The sixteen interrupt lines of a PC (the serial port's is 4; firmware chooses some of them for PCI's INTx), through whichever controller the
/// machine has.
/// </summary>
internal static unsafe class IsaInterrupts
{
    /// <summary>How many there are.</summary>
    public const int Count = 16;

    private static Table s_table;

    /// <summary>
    /// Opens a line (0 to 15): from now on <paramref name="handler"/> runs with <paramref name="argument"/>, interrupts being off, when it rises, or while
    /// it is high if it is <paramref name="levelTriggered"/>. The handler need not acknowledge, but must make an end of a high level or
    /// <see cref="Mask"/> it. False where the machine has no such line, somebody has it already, or no vector is left.
    /// </summary>
    public static bool TryConnect(byte line, bool levelTriggered, delegate*<ulong, void> handler, ulong argument)
    {
        if (line >= Count || s_table.Handlers[line] != 0)
            return false;
        s_table.Handlers[line] = (ulong)handler;
        s_table.Arguments[line] = argument;
        InterruptLine input = InterruptTable.IsaLine(line);
        input.LevelTriggered |= levelTriggered;
        if (IoApic.Has(input.Global) ? TryRoute(input, line) : TryOpen(line, levelTriggered))
            return true;
        s_table.Handlers[line] = 0;
        return false;
    }

    /// <summary>Keeps a connected line from interrupting.</summary>
    public static void Mask(byte line) => SetMasked(line, masked: true);

    /// <summary>Lets it interrupt again, at once if its level is high.</summary>
    public static void Unmask(byte line) => SetMasked(line, masked: false);

    /// <summary>Runs the handler of a line; whoever calls acknowledges afterwards.</summary>
    public static void Handle(ulong line)
    {
        var handler = (delegate*<ulong, void>)s_table.Handlers[line];
        if (handler != null)
            handler(s_table.Arguments[line]);
    }

    private static bool TryRoute(InterruptLine input, byte line)
    {
        int vector = Interrupts.Allocate(&Interrupt, line);
        return vector >= 0 && IoApic.TryRoute(input, (byte)vector, LocalApic.Id);
    }

    private static bool TryOpen(byte line, bool levelTriggered)
    {
        LocalApic.AcceptLegacyController();
        return LegacyController.TryOpen(line, levelTriggered);
    }

    private static void SetMasked(byte line, bool masked)
    {
        if (!IoApic.TrySetMasked(InterruptTable.IsaLine(line).Global, masked))
            LegacyController.SetMasked(line, masked);
    }

    private static void Interrupt(ulong line)
    {
        Handle(line);
        LocalApic.EndOfInterrupt();
    }

    private struct Table
    {
        public fixed ulong Handlers[Count];
        public fixed ulong Arguments[Count];
    }
}
