namespace Sabos.Hal.Tests.Simulation;

/// <summary>Something that answers to a range of physical addresses.</summary>
internal interface IBusTarget
{
    uint Read(int offset, AccessWidth width);

    void Write(int offset, AccessWidth width, uint value);
}
