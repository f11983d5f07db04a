using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>The TSC's rate as the processor states it, or else as measured by the old timer: for machines without an ACPI timer.</summary>
internal static unsafe class ProcessorFrequency
{
    private const uint CrystalRatio = 0x15;          // Intel SDM 2A, CPUID 15H
    private const uint HypervisorLeaves = 0x4000_0000;
    private const uint HypervisorTiming = 0x4000_0010; // TSC frequency in kHz

    /// <summary>Ticks a second.</summary>
    public static ulong Read()
    {
        uint* registers = stackalloc uint[4];
        Instructions.Cpuid(0, 0, registers);
        if (registers[0] >= CrystalRatio)
        {
            Instructions.Cpuid(CrystalRatio, 0, registers);
            if (registers[0] != 0 && registers[1] != 0 && registers[2] != 0)
                return Ratio.Scale(registers[2], registers[1], registers[0]);
        }

        Instructions.Cpuid(HypervisorLeaves, 0, registers);
        if (registers[0] >= HypervisorTiming)
        {
            Instructions.Cpuid(HypervisorTiming, 0, registers);
            if (registers[0] != 0)
                return registers[0] * 1000UL;
        }

        return IntervalTimer.MeasureTsc();
    }
}
