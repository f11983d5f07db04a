using System;

namespace Sabos.Core.Tests.Machine;

/// <summary>Channel 2 of an 8254 in mode 0, with the port of the loudspeaker that gates it, in a time that passes by a microsecond at each access.</summary>
internal sealed class SimulatedIntervalTimer(ulong tscFrequency) : IPortDevice
{
    private const double Frequency = 1_193_182;
    private const double AccessTime = 1e-6;

    private double _now;
    private double _start = double.NaN;
    private byte _speaker = 0b10; // it sounds
    private int _latched;
    private int _bytesRead;
    private int _bytesWritten;

    public bool IsGateOpen => (_speaker & 1) != 0;

    public bool IsSounding => (_speaker & 2) != 0;

    /// <summary>Accesses so far.</summary>
    public int Accesses { get; private set; }

    /// <summary>Before which access the processor stands still, and for how many seconds.</summary>
    public (int Access, double Seconds) Pause { get; set; }

    /// <summary>Its output is high, whatever it counts.</summary>
    public bool IsStuck { get; set; }

    public ulong Tsc => (ulong)(_now * tscFrequency);

    private int Elapsed => (int)((_now - _start) * Frequency);

    public byte Read(ushort port)
    {
        Pass();
        return port switch
        {
            0x42 => (byte)(_latched >> (8 * (_bytesRead++ & 1))),
            0x61 => (byte)(_speaker | (IsStuck || Elapsed >= ushort.MaxValue ? 1 << 5 : 0)),
            _ => throw new ArgumentOutOfRangeException(nameof(port)),
        };
    }

    public void Write(ushort port, byte value)
    {
        Pass();
        switch (port, value)
        {
            case (0x43, 0xB0): // channel 2, both bytes, mode 0
                _bytesWritten = 0;
                break;
            case (0x43, 0x80): // latch channel 2
                _latched = (ushort.MaxValue - Elapsed) & ushort.MaxValue;
                break;
            case (0x42, 0xFF):
                if (++_bytesWritten == 2)
                    _start = _now;
                break;
            case (0x61, _):
                _speaker = (byte)(value & 0b11);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(port));
        }
    }

    private void Pass()
    {
        _now += AccessTime + (++Accesses == Pause.Access ? Pause.Seconds : 0);
    }
}
