using Sabos.Hal.Pci;

namespace Sabos.Hal.Tests.Simulation;

/// <summary>The enhanced configuration access mechanism over a machine's functions.</summary>
internal sealed class SimulatedEcam(SimulatedMachine machine) : IBusTarget
{
    public uint Read(int offset, AccessWidth width)
        => Find(offset)?.Read(offset & 0xFFF, width) ?? uint.MaxValue >> (32 - (8 * (int)width));

    public void Write(int offset, AccessWidth width, uint value) => Find(offset)?.Write(offset & 0xFFF, width, value);

    private SimulatedFunction? Find(int offset)
        => machine.FunctionAt(new PciAddress((byte)(offset >> 20), (byte)((offset >> 15) & 31), (byte)((offset >> 12) & 7)));
}
