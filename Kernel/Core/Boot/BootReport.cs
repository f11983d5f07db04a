using System;
using Sabos.Core.Acpi;
using Sabos.Core.Console;
using Sabos.Core.InterruptControllers;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Time;

namespace Sabos.Core.Boot;

/// <summary>What the core found out about the machine, for <c>loglevel=debug</c>.</summary>
internal static class BootReport
{
    public static void Write()
    {
        WriteMemory();
        Start("free frames "u8, Frames.FreeCount);
        End();
        Start("ACPI: RSDP at "u8, RootPointer.PhysicalAddress);
        Next(", timer port "u8, FixedDescription.TimerPort);
        Next(", control port "u8, FixedDescription.ControlPortA);
        Next(", reset port "u8, FixedDescription.ResetPort);
        End();
        Start("interrupts: local APIC "u8, LocalApic.Id);
        Next(", I/O APICs "u8, (ulong)IoApic.Count);
        Next(", serial port on line "u8, InterruptTable.IsaLine(SerialPort.InterruptLine).Global);
        End();
        Start("clock: TSC at Hz "u8, Clock.Frequency);
        Next(", wall clock at boot "u8, Clock.WallOffset);
        End();
    }

    public static void WriteMemory()
    {
        Start("image "u8, Layout.ImageStart);
        Next(" to "u8, Layout.ImageEnd);
        End();
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            Start("memory "u8, region.Start);
            Next(" to "u8, region.Start + region.Length);
            Next(", type "u8, region.Type);
            KernelConsole.WriteLine(region.Type == MemoryRegion.Usable ? " (usable)"u8 : ""u8);
        }
    }

    private static void Start(ReadOnlySpan<byte> name, ulong value)
    {
        KernelConsole.Write("core: "u8);
        Next(name, value);
    }

    private static void Next(ReadOnlySpan<byte> name, ulong value)
    {
        KernelConsole.Write(name);
        KernelConsole.WriteHex(value);
    }

    private static void End() => KernelConsole.WriteLine(""u8);
}
