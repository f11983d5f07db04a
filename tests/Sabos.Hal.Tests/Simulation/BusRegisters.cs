namespace Sabos.Hal.Tests.Simulation;

/// <summary>A mapped window of a bus target.</summary>
internal sealed class BusRegisters(IBusTarget target, int start, int length) : RegisterBlock(length)
{
    protected override uint Load(int offset, AccessWidth width) => target.Read(start + offset, width);

    protected override void Store(int offset, AccessWidth width, uint value) => target.Write(start + offset, width, value);
}
