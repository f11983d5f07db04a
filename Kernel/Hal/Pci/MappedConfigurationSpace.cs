using System;
using Sabos.Hal.Acpi;

namespace Sabos.Hal.Pci;

/// <summary>
/// The enhanced configuration access mechanism, ECAM (PCI Express 5.0, 7.2.2): 4 KiB of memory for each function. A bus is mapped when
/// it is first looked at: most of the 256 do not exist.
/// </summary>
public sealed class MappedConfigurationSpace : IConfigurationSpace, IDisposable
{
    private const int BusShift = 20;
    private const int DeviceShift = 15;
    private const int FunctionShift = 12;

    private readonly IHardware _hardware;
    private readonly ConfigurationRegion _region;
    private readonly RegisterBlock?[] _buses = new RegisterBlock?[256];

    public MappedConfigurationSpace(IHardware hardware, ConfigurationRegion region)
    {
        _hardware = hardware;
        _region = region;
    }

    /// <inheritdoc/>
    public int BytesPerFunction => 1 << FunctionShift;

    /// <inheritdoc/>
    public uint Read(PciAddress address, int offset, AccessWidth width)
    {
        if (Bus(address.Bus) is not { } bus)
            return uint.MaxValue;
        int location = Locate(address, offset, width);
        return width switch
        {
            AccessWidth.Byte => bus.ReadByte(location),
            AccessWidth.Word => bus.ReadWord(location),
            _ => bus.ReadDword(location),
        };
    }

    /// <inheritdoc/>
    public void Write(PciAddress address, int offset, AccessWidth width, uint value)
    {
        if (Bus(address.Bus) is not { } bus)
            return;
        int location = Locate(address, offset, width);
        switch (width)
        {
            case AccessWidth.Byte:
                bus.WriteByte(location, (byte)value);
                break;
            case AccessWidth.Word:
                bus.WriteWord(location, (ushort)value);
                break;
            default:
                bus.WriteDword(location, value);
                break;
        }
    }

    public void Dispose()
    {
        foreach (RegisterBlock? bus in _buses)
            bus?.Dispose();
        Array.Clear(_buses);
    }

    private static int Locate(PciAddress address, int offset, AccessWidth width)
    {
        ConfigurationOffset.Check(offset, width, 1 << FunctionShift);
        return (address.Device << DeviceShift) | (address.Function << FunctionShift) | offset;
    }

    private RegisterBlock? Bus(byte bus)
    {
        if (bus < _region.FirstBus || bus > _region.LastBus)
            return null;
        return _buses[bus] ??= _hardware.MapRegisters(_region.BaseAddress + ((ulong)bus << BusShift), 1 << BusShift);
    }
}
