using System.Diagnostics.CodeAnalysis;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>
/// A virtio device on PCI by the interface that drivers had before virtio 1.0 (the legacy interface of virtio 1.2, 4.1.4.10): one range of ports, 32
/// features, queues of the device's size in one piece of memory. What of it is wider than a byte is in the guest's order of bytes, which here is the same.
/// </summary>
public sealed class LegacyPciTransport : IVirtioTransport
{
    private const int RegistersBar = 0;
    private const int PageShift = 12;

    private readonly PciFunction _function;
    private readonly RegisterBlock _registers;
    private readonly RegisterBlock? _configuration;
    private readonly RegisterBlock? _configurationWithVectors;

    private LegacyPciTransport(IHardware hardware, PciFunction function, int type, RegisterBlock registers, BaseAddress ports)
    {
        _function = function;
        _registers = registers;
        _configuration = MapConfiguration(LegacyRegisters.Configuration);
        _configurationWithVectors = MapConfiguration(LegacyRegisters.ConfigurationWithVectors);
        DeviceType = type;
        Interrupts = new PciInterrupts(hardware, function);
        function.Command |= PciCommand.IoSpace;

        RegisterBlock? MapConfiguration(int start) => (ulong)start < ports.Size ? ports.Map(hardware, (ulong)start, ports.Size - (ulong)start) : null;
    }

    /// <inheritdoc/>
    public int DeviceType { get; }

    /// <inheritdoc/>
    public bool IsLegacy => true;

    /// <inheritdoc/>
    public PciInterrupts Interrupts { get; }

    /// <inheritdoc/>
    public RegisterBlock? Configuration => Interrupts.VectorCount > 0 ? _configurationWithVectors : _configuration;

    /// <inheritdoc/>
    public DeviceStatus Status
    {
        get => (DeviceStatus)_registers.ReadByte(LegacyRegisters.DeviceStatus);
        set => _registers.WriteByte(LegacyRegisters.DeviceStatus, (byte)value);
    }

    /// <summary>There is none (2.5.4).</summary>
    public byte ConfigurationGeneration => 0;

    /// <summary>Finds a device's ports. Null, and the reason, if it is not a usable device with the legacy interface.</summary>
    public static LegacyPciTransport? Open(IHardware hardware, PciFunction function, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (VirtioPciIdentity.DeviceType(function) is not { } type)
            problem = "not a virtio device";
        else if (!VirtioPciIdentity.MayBeLegacy(function))
            problem = "no legacy interface";
        else if (function.BaseAddressAt(RegistersBar) is not { IsPorts: true } ports || ports.Map(hardware, 0, LegacyRegisters.ConfigurationWithVectors) is not { } registers)
            problem = "no ports for the legacy interface";
        else
            return new LegacyPciTransport(hardware, function, type, registers, ports);
        return null;
    }

    /// <inheritdoc/>
    public bool TryReset() => DeviceReset.Try(this, _function);

    /// <inheritdoc/>
    public ulong ReadDeviceFeatures() => _registers.ReadDword(LegacyRegisters.DeviceFeatures);

    /// <inheritdoc/>
    public void WriteDriverFeatures(ulong features) => _registers.WriteDword(LegacyRegisters.DriverFeatures, (uint)features);

    /// <inheritdoc/>
    public int ReadQueueSize(int queue)
    {
        _registers.WriteWord(LegacyRegisters.QueueSelect, (ushort)queue);
        return _registers.ReadWord(LegacyRegisters.QueueSize);
    }

    /// <inheritdoc/>
    public bool TryEnableQueue(int queue, QueueAddresses addresses, int vector)
    {
        // One page number stands for all three areas (2.7.2); the register has 32 bits.
        ulong page = addresses.Descriptors >> PageShift;
        if (page is 0 or > uint.MaxValue || addresses != new QueueLayout(addresses.Size).At(page << PageShift))
            return false;
        _registers.WriteWord(LegacyRegisters.QueueSelect, (ushort)queue);
        if (_registers.ReadWord(LegacyRegisters.QueueSize) != addresses.Size || !TrySetVector(LegacyRegisters.QueueVector, vector))
            return false;
        _registers.WriteDword(LegacyRegisters.QueuePage, (uint)page);
        return true;
    }

    /// <inheritdoc/>
    public bool TryRouteConfigurationChanges(int vector) => TrySetVector(LegacyRegisters.ConfigurationVector, vector);

    /// <inheritdoc/>
    public InterruptStatus ReadInterruptStatus() => (InterruptStatus)_registers.ReadByte(LegacyRegisters.InterruptStatus);

    /// <inheritdoc/>
    public void Notify(int queue) => _registers.WriteWord(LegacyRegisters.QueueNotify, (ushort)queue);

    /// <summary>Silences the device and lets go of it.</summary>
    public void Dispose()
    {
        Status = DeviceStatus.Reset;
        _function.Command &= ~PciCommand.BusMaster;
        Interrupts.Dispose();
        _configuration?.Dispose();
        _configurationWithVectors?.Dispose();
        _registers.Dispose();
    }

    // 4.1.5.1.2.2: a device that is out of resources answers NO_VECTOR. Without MSI-X the register is the configuration's.
    private bool TrySetVector(int register, int vector)
    {
        if (Interrupts.VectorCount == 0)
            return vector == VirtioVector.None;
        _registers.WriteWord(register, (ushort)vector);
        return _registers.ReadWord(register) == vector;
    }
}
