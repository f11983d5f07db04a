using System.Runtime;
using Sabos.Core.Acpi;
using Sabos.Core.Console;
using Sabos.Core.Files;
using Sabos.Core.InterruptControllers;
using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.Processor;
using Sabos.Core.Program;
using Sabos.Core.Random;
using Sabos.Core.Signals;
using Sabos.Core.Threads;
using Sabos.Core.Time;

namespace Sabos.Core.Boot;

/// <summary>The boot, in order.</summary>
internal static class KernelMain
{
    [RuntimeExport("kmain")]
    private static void Start(uint magic, uint information, uint imageOffset)
    {
        Layout.ImageOffset = imageOffset;
        SerialPort.Initialize();
        if (magic == Pvh.Magic)
            Pvh.Read(information);
        else if (magic == Multiboot2.Magic)
            Multiboot2.Read(information);
        else
            KernelPanic.Stop("started by neither PVH nor multiboot2"u8);

        MemorySetup.Run();
        CpuFeatures.Initialize();
        Fpu.Initialize();
        DescriptorTables.Initialize();
        Firmware.Initialize(BootInformation.RootPointer);
        LegacyController.Initialize();
        LocalApic.Initialize();
        IoApic.Initialize();
        DeadlineTimer.BeginMeasurement();
        Clock.Initialize();
        DeadlineTimer.Initialize();
        RandomSource.Initialize();

        Scheduler.Initialize();
        Futex.Initialize();
        SignalActions.Initialize();
        Readiness.Initialize();
        ConsoleInput.Initialize();
        KernelCommandLine.Apply();
        ProgramStart.Run();
    }

    // The compiler wants one; nothing calls it.
    private static int Main() => 0;
}
