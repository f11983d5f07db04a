namespace Sabos.Core.Tests.Machine;

/// <summary>What is behind the I/O ports, and the processor's clock.</summary>
internal interface IPortDevice
{
    ulong Tsc => 0;

    byte Read(ushort port);

    void Write(ushort port, byte value);
}
