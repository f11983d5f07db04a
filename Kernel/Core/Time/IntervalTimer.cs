using Sabos.Core.Panic;
using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>
/// Channel 2 of the 8254 interval timer, the loudspeaker's, which interrupts nobody: what the TSC is measured against on machines without ACPI. It
/// counts down once (mode 0), and tells at a pin that it has come to its end, so that a pause of ours in between is noticed.
/// </summary>
internal static unsafe class IntervalTimer
{
    private const uint Frequency = 1_193_182;
    private const uint MeasuredTicks = Frequency / 50; // 20 ms
    private const int Tries = 100;

    private const ushort CounterPort = 0x42;
    private const ushort ControlPort = 0x43;
    private const ushort SpeakerPort = 0x61;
    private const byte Once = 0b1011_0000;  // channel 2, both bytes, mode 0
    private const byte Latch = 0b1000_0000; // channel 2
    private const byte Gate = 1 << 0;
    private const byte SpeakerOn = 1 << 1;
    private const byte Output = 1 << 5;
    private const ushort Longest = 0xFFFF;

    private static bool IsOver => (Instructions.PortRead8(SpeakerPort) & Output) != 0;

    /// <summary>TSC ticks a second. Takes 20 ms.</summary>
    public static ulong MeasureTsc()
    {
        for (int i = 0; i < Tries; i++)
        {
            Start();
            ClockSample start = ClockSample.Take(&Elapsed);
            ClockSample end;
            do
                end = ClockSample.Take(&Elapsed);
            while (end.Count - start.Count < MeasuredTicks && !IsOver);
            if (!IsOver)
                return Ratio.Scale(end.Tsc - start.Tsc, Frequency, end.Count - start.Count);
        }

        KernelPanic.Stop("no timer of a known rate, and the processor does not state its clock's"u8);
        return 0;
    }

    private static void Start()
    {
        int speaker = Instructions.PortRead8(SpeakerPort);
        Instructions.PortWrite8(SpeakerPort, (byte)((speaker & ~SpeakerOn) | Gate));
        Instructions.PortWrite8(ControlPort, Once);
        Instructions.PortWrite8(CounterPort, Longest & 0xFF);
        Instructions.PortWrite8(CounterPort, Longest >> 8);
    }

    private static uint Elapsed()
    {
        Instructions.PortWrite8(ControlPort, Latch);
        uint low = Instructions.PortRead8(CounterPort);
        return Longest - (((uint)Instructions.PortRead8(CounterPort) << 8) | low);
    }
}
