using System;
using Xunit;

namespace Sabos.Core.Tests.Machine;

/// <summary>A PC's two 8259A at their ports, the slave on the master's line 2, and the chip set's edge/level control registers.</summary>
internal sealed class SimulatedPicPair : IPortDevice
{
    private const int SlaveLine = 2;

    public SimulatedPic Master { get; } = new();

    public SimulatedPic Slave { get; } = new();

    /// <summary>A bit for each line that is level-triggered.</summary>
    public ushort LevelTriggered { get; private set; }

    public ushort Masked => (ushort)(Master.Mask | (Slave.Mask << 8));

    public bool IsIdle => (Master.InService | Slave.InService) == 0;

    /// <summary>A device interrupts on a line: the vector that the processor is handed, or null where the line is masked.</summary>
    public int? Interrupt(int line)
    {
        if (line < 8)
        {
            Master.Requests |= (byte)(1 << line);
        }
        else
        {
            Slave.Requests |= (byte)(1 << (line - 8));
            if (Slave.Interrupts)
                Master.Requests |= 1 << SlaveLine;
        }

        return Master.Interrupts ? Acknowledge() : null;
    }

    /// <summary>The vector for an interrupt that was withdrawn before the processor asked: from the master, or from the slave.</summary>
    public int Withdraw(bool fromSlave)
    {
        Master.Requests |= fromSlave ? (byte)(1 << SlaveLine) : (byte)0;
        return Acknowledge();
    }

    public byte Read(ushort port) => port switch
    {
        0x20 => Master.ReadCommand(),
        0x21 => Master.ReadData(),
        0xA0 => Slave.ReadCommand(),
        0xA1 => Slave.ReadData(),
        0x4D0 => (byte)LevelTriggered,
        0x4D1 => (byte)(LevelTriggered >> 8),
        _ => throw new ArgumentOutOfRangeException(nameof(port)),
    };

    public void Write(ushort port, byte value)
    {
        switch (port)
        {
            case 0x20:
                Master.WriteCommand(value);
                break;
            case 0x21:
                Master.WriteData(value);
                break;
            case 0xA0:
                Slave.WriteCommand(value);
                break;
            case 0xA1:
                Slave.WriteData(value);
                break;
            case 0x4D0:
                LevelTriggered = (ushort)((LevelTriggered & 0xFF00) | value);
                break;
            case 0x4D1:
                LevelTriggered = (ushort)((LevelTriggered & 0x00FF) | (value << 8));
                break;
            default:
                Assert.Fail($"Port {port:x}");
                break;
        }
    }

    private int Acknowledge()
    {
        int line = Master.Acknowledge();
        return line == SlaveLine ? Slave.FirstVector + Slave.Acknowledge() : Master.FirstVector + line;
    }
}
