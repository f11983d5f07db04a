using Sabos.Core.Acpi;
using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>The ACPI power management timer, ACPI 6.5 section 4.8.3.3: the one clock whose rate is known beforehand.</summary>
internal static class PowerManagementTimer
{
    /// <summary>Ticks a second.</summary>
    public const uint Frequency = 3_579_545;

    public static bool Exists => FixedDescription.TimerPort != 0;

    /// <summary>The counter's bits: 24, or 32 where the firmware says so.</summary>
    public static uint Mask => FixedDescription.TimerIsWide ? 0xFFFF_FFFF : 0x00FF_FFFF;

    /// <summary>The counter now; 0 where there is no timer.</summary>
    public static uint Read() => Exists ? Instructions.PortRead32(FixedDescription.TimerPort) & Mask : 0;
}
