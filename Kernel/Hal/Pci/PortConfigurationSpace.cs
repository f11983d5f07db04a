using System.Threading;

namespace Sabos.Hal.Pci;

/// <summary>Configuration mechanism #1 (PCI Local Bus 3.0, 3.2.2.3.2): an address port and a data port, 256 bytes for each function.</summary>
public sealed class PortConfigurationSpace : IConfigurationSpace
{
    private const ushort AddressPort = 0xCF8;
    private const ushort DataPort = 0xCFC;
    private const uint Enable = 1u << 31;

    private readonly IPortSpace _ports;

    // Selecting a register and accessing it are two steps that must not mix with another thread's.
    private readonly Lock _gate = new();

    public PortConfigurationSpace(IPortSpace ports) => _ports = ports;

    /// <inheritdoc/>
    public int BytesPerFunction => 256;

    /// <inheritdoc/>
    public uint Read(PciAddress address, int offset, AccessWidth width)
    {
        ConfigurationOffset.Check(offset, width, BytesPerFunction);
        lock (_gate)
        {
            _ports.Write(AddressPort, AccessWidth.Dword, Select(address, offset));
            return _ports.Read((ushort)(DataPort + (offset & 3)), width);
        }
    }

    /// <inheritdoc/>
    public void Write(PciAddress address, int offset, AccessWidth width, uint value)
    {
        ConfigurationOffset.Check(offset, width, BytesPerFunction);
        lock (_gate)
        {
            _ports.Write(AddressPort, AccessWidth.Dword, Select(address, offset));
            _ports.Write((ushort)(DataPort + (offset & 3)), width, value);
        }
    }

    private static uint Select(PciAddress address, int offset)
        => Enable | ((uint)address.Bus << 16) | ((uint)address.Device << 11) | ((uint)address.Function << 8) | ((uint)offset & 0xFC);
}
