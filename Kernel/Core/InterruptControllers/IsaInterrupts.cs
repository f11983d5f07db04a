using Sabos.Core.Acpi;
using Sabos.Core.Processor;

namespace Sabos.Core.InterruptControllers;

/// <summary>The interrupt lines of the old devices (the serial port's is 4), through whichever controller the machine has.</summary>
internal static unsafe class IsaInterrupts
{
    /// <summary>From now on <paramref name="handler"/> runs when that line (0 to 7) rises. It need not acknowledge.</summary>
    public static void Connect(byte line, delegate*<ulong, void> handler)
    {
        int vector = Interrupts.Allocate(&Interrupt, (ulong)handler);
        if (vector >= 0 && IoApic.TryRoute(InterruptTable.IsaLine(line), (byte)vector, LocalApic.Id))
            return;
        LocalApic.AcceptLegacyController();
        LegacyController.Open(line, handler);
    }

    private static void Interrupt(ulong handler)
    {
        ((delegate*<ulong, void>)handler)(0);
        LocalApic.EndOfInterrupt();
    }
}
