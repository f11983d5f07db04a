using Sabos.Core.Acpi;
using Sabos.Core.Processor;

namespace Sabos.Core.Time;

/// <summary>The battery-backed clock, MC146818: the date and time at boot. Taken to be in UTC.</summary>
internal static class RealTimeClock
{
    private const ushort IndexPort = 0x70;
    private const ushort DataPort = 0x71;
    private const byte StatusA = 0x0A;
    private const byte StatusB = 0x0B;
    private const byte UpdateInProgress = 0x80;
    private const byte Binary = 0x04;
    private const byte TwentyFourHours = 0x02;
    private const byte Afternoon = 0x80;
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const int Attempts = 10_000; // an update takes 2 ms; a chip that is never quiet is read as it is

    /// <summary>Nanoseconds since 1970-01-01 00:00 UTC. The clock shows whole seconds, of which half has passed on the average.</summary>
    public static ulong Read()
    {
        // Two equal readings in a row: neither was torn by an update.
        CalendarTime time = ReadOnce();
        for (int i = 0; i < Attempts; i++)
        {
            CalendarTime again = ReadOnce();
            if (again.Equals(time))
                break;
            time = again;
        }

        return (time.ToUnixSeconds() * NanosecondsPerSecond) + (NanosecondsPerSecond / 2);
    }

    private static CalendarTime ReadOnce()
    {
        for (int i = 0; i < Attempts && (Register(StatusA) & UpdateInProgress) != 0; i++)
        {
        }

        byte status = Register(StatusB);
        bool binary = (status & Binary) != 0;
        CalendarTime time;
        time.Second = Number(Register(0x00), binary);
        time.Minute = Number(Register(0x02), binary);
        byte hour = Register(0x04);
        time.Hour = Number((byte)(hour & ~Afternoon), binary);
        if ((status & TwentyFourHours) == 0)
            time.Hour = (time.Hour % 12) + ((hour & Afternoon) != 0 ? 12 : 0);
        time.Day = Number(Register(0x07), binary);
        time.Month = Number(Register(0x08), binary);
        byte centuryRegister = FixedDescription.CenturyRegister;
        int century = centuryRegister != 0 ? Number(Register(centuryRegister), binary) : 20;
        time.Year = (century * 100) + Number(Register(0x09), binary);
        return time;
    }

    private static byte Register(byte index)
    {
        Instructions.PortWrite8(IndexPort, index);
        return Instructions.PortRead8(DataPort);
    }

    private static int Number(byte value, bool binary) => binary ? value : ((value >> 4) * 10) + (value & 15);
}
