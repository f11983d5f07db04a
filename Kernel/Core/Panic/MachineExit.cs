using Sabos.Core.Acpi;
using Sabos.Core.Console;
using Sabos.Core.Processor;

namespace Sabos.Core.Panic;

/// <summary>Ends the machine.</summary>
internal static class MachineExit
{
    /// <summary>Status when the core has found itself to be wrong.</summary>
    public const int CorePanic = 0x7F;

    /// <summary>Status when a promise of memory could not be kept: as a shell reports SIGKILL, which is what Linux would send.</summary>
    public const int OutOfMemory = 128 + 9;

    private const ushort DebugExitPort = 0xF4;

    /// <summary>
    /// Sends what is left for the console, and leaves: through QEMU's isa-debug-exit device, whose status becomes <c>code * 2 + 1</c>;
    /// where there is none by switching the machine off; failing that the processor halts for good.
    /// </summary>
    public static void Leave(int code)
    {
        ConsoleOutput.Poll();
        SerialPort.Flush();
        Instructions.PortWrite32(DebugExitPort, (uint)code);
        SoftOff.Enter();
        Instructions.HaltForever();
    }

    /// <summary>Starts the machine afresh, or switches it off where it cannot.</summary>
    public static void Restart()
    {
        ConsoleOutput.Poll();
        SoftOff.Reset();
        Leave(0);
    }
}
