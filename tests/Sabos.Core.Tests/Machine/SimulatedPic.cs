using System.Numerics;
using Xunit;

namespace Sabos.Core.Tests.Machine;

/// <summary>One 8259A, written from its datasheet, as far as a PC uses it: fixed priorities, ends of interrupt that name no line.</summary>
internal sealed class SimulatedPic
{
    private int _initialization;
    private bool _readsInService;

    /// <summary>The vector of its first line.</summary>
    public byte FirstVector { get; private set; }

    /// <summary>ICW3: a master's lines with slaves, or a slave's number.</summary>
    public byte Cascade { get; private set; }

    public byte Mask { get; private set; }

    public byte Requests { get; set; }

    public byte InService { get; private set; }

    public int EndsOfInterrupt { get; private set; }

    public bool IsInitialized => _initialization == 5;

    public bool Interrupts => (Requests & ~Mask) != 0;

    /// <summary>The processor asks for the vector: the line's that comes first, or the last's where none is left.</summary>
    public int Acknowledge()
    {
        int requests = Requests & ~Mask;
        if (requests == 0)
            return 7;
        int line = BitOperations.TrailingZeroCount(requests);
        Requests &= (byte)~(1 << line);
        InService |= (byte)(1 << line);
        return line;
    }

    public byte ReadCommand() => _readsInService ? InService : Requests;

    public byte ReadData() => Mask;

    public void WriteCommand(byte value)
    {
        if ((value & 0x10) != 0)
        {
            Assert.Equal(0x11, value); // ICW1: edge-triggered, cascaded, ICW4 needed
            _initialization = 2;
            Mask = 0;
            return;
        }

        Assert.True(IsInitialized);
        if ((value & 0x18) == 0x08)
        {
            _readsInService = (value & 3) == 3; // OCW3
            return;
        }

        Assert.Equal(0x20, value); // OCW2
        EndsOfInterrupt++;
        InService &= (byte)(InService - 1);
    }

    public void WriteData(byte value)
    {
        switch (_initialization)
        {
            case 2:
                FirstVector = value;
                break;
            case 3:
                Cascade = value;
                break;
            case 4:
                Assert.Equal(1, value); // ICW4: 8086 mode, ends of interrupt by software
                break;
            default:
                Mask = value;
                return;
        }

        _initialization++;
    }
}
