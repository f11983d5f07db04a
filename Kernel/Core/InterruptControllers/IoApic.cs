using Sabos.Core.Acpi;
using Sabos.Core.Memory;

namespace Sabos.Core.InterruptControllers;

/// <summary>The I/O APICs (Intel 82093AA), which turn interrupt lines into vectors. Every line is masked until it is routed.</summary>
internal static unsafe class IoApic
{
    private const int MaximumControllers = 8;
    private const uint RegisterSpace = 0x20;
    private const int Window = 0x10;
    private const uint MaximumLines = 120; // what an eight-bit register number reaches
    private const byte VersionRegister = 1;
    private const byte FirstRedirection = 0x10;
    private const uint Masked = 1 << 16;
    private const uint LevelTriggered = 1 << 15;
    private const uint ActiveLow = 1 << 13;

    private static Controllers s_controllers;

    /// <summary>How many were found.</summary>
    public static int Count { get; private set; }

    public static void Initialize()
    {
        while (Count < MaximumControllers && InterruptTable.TryGetIoApic(Count, out ulong address, out uint firstGlobal))
        {
            byte* registers = DeviceMemory.MapRegisters(address, RegisterSpace);
            if (registers == null)
                return;
            uint lines = ((Read(registers, VersionRegister) >> 16) & 0xFF) + 1;
            lines = lines < MaximumLines ? lines : MaximumLines;
            for (uint line = 0; line < lines; line++)
                Write(registers, RedirectionOf(line), Masked);
            s_controllers.Registers[Count] = (ulong)registers;
            s_controllers.FirstGlobal[Count] = firstGlobal;
            s_controllers.Lines[Count] = lines;
            Count++;
        }
    }

    /// <summary>Whether a controller has that global line.</summary>
    public static bool Has(uint global) => TryFind(global, out _, out _);

    /// <summary>Sends that line to <paramref name="vector"/> of the processor; false if no controller has it.</summary>
    public static bool TryRoute(InterruptLine interrupt, byte vector, byte processor)
    {
        if (!TryFind(interrupt.Global, out byte* registers, out byte redirection))
            return false;
        uint entry = vector | (interrupt.LevelTriggered ? LevelTriggered : 0) | (interrupt.ActiveLow ? ActiveLow : 0);
        Write(registers, (byte)(redirection + 1), (uint)processor << 24);
        Write(registers, redirection, entry);
        return true;
    }

    /// <summary>Masks or unmasks a routed line; false if no controller has it.</summary>
    public static bool TrySetMasked(uint global, bool masked)
    {
        if (!TryFind(global, out byte* registers, out byte redirection))
            return false;
        uint entry = Read(registers, redirection);
        Write(registers, redirection, masked ? entry | Masked : entry & ~Masked);
        return true;
    }

    private static bool TryFind(uint global, out byte* registers, out byte redirection)
    {
        for (int i = 0; i < Count; i++)
        {
            uint line = global - s_controllers.FirstGlobal[i];
            if (global < s_controllers.FirstGlobal[i] || line >= s_controllers.Lines[i])
                continue;
            registers = (byte*)s_controllers.Registers[i];
            redirection = RedirectionOf(line);
            return true;
        }

        registers = null;
        redirection = 0;
        return false;
    }

    private static byte RedirectionOf(uint line) => (byte)(FirstRedirection + (line * 2));

    // SAFETY: both registers lie in the mapped window; the first selects what the second shows.
    private static uint Read(byte* registers, byte index)
    {
        *(uint*)registers = index;
        return *(uint*)(registers + Window);
    }

    private static void Write(byte* registers, byte index, uint value)
    {
        *(uint*)registers = index;
        *(uint*)(registers + Window) = value;
    }

    private struct Controllers
    {
        public fixed ulong Registers[MaximumControllers];
        public fixed uint FirstGlobal[MaximumControllers];
        public fixed uint Lines[MaximumControllers];
    }
}
