using System;
using System.Diagnostics.CodeAnalysis;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>
/// A virtio 1.x device on PCI (virtio 1.2, 4.1): finds its structures through capabilities and drives them. Devices that lack the
/// capabilities are for <see cref="LegacyPciTransport"/>.
/// </summary>
public sealed class VirtioPciTransport : IVirtioTransport
{
    // A doorbell page for each of the 256 queues that anything here would ask for.
    private const uint LargestNotification = 1 << 20;
    private const uint LargestConfiguration = 4096;
    private const int MostQueues = 256;

    private readonly PciFunction _function;
    private readonly RegisterBlock _common;
    private readonly RegisterBlock _notification;
    private readonly uint _notifyMultiplier;
    private readonly RegisterBlock? _interruptStatus;
    private readonly int[] _doorbells = new int[MostQueues];

    private VirtioPciTransport(IHardware hardware, PciFunction function, int type, VirtioStructureMap map, RegisterBlock common, RegisterBlock notification, uint multiplier)
    {
        _function = function;
        _common = common;
        _notification = notification;
        _notifyMultiplier = multiplier;
        _interruptStatus = map.Open(VirtioStructureType.InterruptStatus, 1, 1, out _);
        Configuration = map.Open(VirtioStructureType.Device, 1, LargestConfiguration, out _);
        DeviceType = type;
        Interrupts = new PciInterrupts(hardware, function);
        function.Command |= PciCommand.MemorySpace | PciCommand.IoSpace;
    }

    /// <inheritdoc/>
    public int DeviceType { get; }

    /// <inheritdoc/>
    public RegisterBlock? Configuration { get; }

    /// <inheritdoc/>
    public bool IsLegacy => false;

    /// <inheritdoc/>
    public PciInterrupts Interrupts { get; }

    /// <inheritdoc/>
    public DeviceStatus Status
    {
        get => (DeviceStatus)_common.ReadByte(CommonConfiguration.DeviceStatus);
        set => _common.WriteByte(CommonConfiguration.DeviceStatus, (byte)value);
    }

    /// <inheritdoc/>
    public byte ConfigurationGeneration => _common.ReadByte(CommonConfiguration.ConfigurationGeneration);

    /// <summary>Maps a device's structures. Null, and the reason, if it is not a usable virtio 1.x device.</summary>
    public static VirtioPciTransport? Open(IHardware hardware, PciFunction function, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (VirtioPciIdentity.DeviceType(function) is not { } type)
            return Fail("not a virtio device", out problem);

        VirtioStructureMap map = new(hardware, function);
        RegisterBlock? common = map.Open(VirtioStructureType.Common, CommonConfiguration.Length, CommonConfiguration.Length, out _);
        if (common is null)
            return Fail("no usable common configuration structure", out problem);
        RegisterBlock? notification = map.Open(VirtioStructureType.Notification, sizeof(ushort), LargestNotification, out uint multiplier);
        if (notification is null)
        {
            common.Dispose();
            return Fail("no usable notification structure", out problem);
        }

        return new VirtioPciTransport(hardware, function, type, map, common, notification, multiplier);
    }

    /// <inheritdoc/>
    public bool TryReset() => DeviceReset.Try(this, _function);

    /// <inheritdoc/>
    public ulong ReadDeviceFeatures()
    {
        ulong features = 0;
        for (uint half = 0; half < 2; half++)
        {
            _common.WriteDword(CommonConfiguration.DeviceFeatureSelect, half);
            features |= (ulong)_common.ReadDword(CommonConfiguration.DeviceFeature) << (int)(32 * half);
        }

        return features;
    }

    /// <inheritdoc/>
    public void WriteDriverFeatures(ulong features)
    {
        for (uint half = 0; half < 2; half++)
        {
            _common.WriteDword(CommonConfiguration.DriverFeatureSelect, half);
            _common.WriteDword(CommonConfiguration.DriverFeature, (uint)(features >> (int)(32 * half)));
        }
    }

    /// <inheritdoc/>
    public int ReadQueueSize(int queue)
    {
        if (queue >= Math.Min(_common.ReadWord(CommonConfiguration.QueueCount), (ushort)MostQueues))
            return 0;
        _common.WriteWord(CommonConfiguration.QueueSelect, (ushort)queue);
        return _common.ReadWord(CommonConfiguration.QueueSize);
    }

    /// <inheritdoc/>
    public bool TryEnableQueue(int queue, QueueAddresses addresses, int vector)
    {
        _common.WriteWord(CommonConfiguration.QueueSelect, (ushort)queue);

        // 4.1.4.4: the doorbell must lie inside the structure, wherever the device says it is.
        ulong doorbell = (ulong)_common.ReadWord(CommonConfiguration.QueueNotifyOffset) * _notifyMultiplier;
        if (doorbell > (ulong)(_notification.Length - sizeof(ushort)) || doorbell % sizeof(ushort) != 0)
            return false;
        _doorbells[queue] = (int)doorbell;

        _common.WriteWord(CommonConfiguration.QueueSize, addresses.Size);
        _common.WriteQword(CommonConfiguration.QueueDescriptors, addresses.Descriptors);
        _common.WriteQword(CommonConfiguration.QueueDriver, addresses.Available);
        _common.WriteQword(CommonConfiguration.QueueDevice, addresses.Used);

        // 4.1.5.1.2.2: a device that is out of resources answers NO_VECTOR.
        _common.WriteWord(CommonConfiguration.QueueVector, (ushort)vector);
        if (_common.ReadWord(CommonConfiguration.QueueVector) != vector)
            return false;
        _common.WriteWord(CommonConfiguration.QueueEnable, 1);
        return true;
    }

    /// <inheritdoc/>
    public bool TryRouteConfigurationChanges(int vector)
    {
        _common.WriteWord(CommonConfiguration.ConfigurationVector, (ushort)vector);
        return _common.ReadWord(CommonConfiguration.ConfigurationVector) == vector;
    }

    /// <inheritdoc/>
    public InterruptStatus ReadInterruptStatus() => (InterruptStatus)(_interruptStatus?.ReadByte(0) ?? 0);

    /// <inheritdoc/>
    public void Notify(int queue) => _notification.WriteWord(_doorbells[queue], (ushort)queue);

    /// <summary>Silences the device and unmaps it.</summary>
    public void Dispose()
    {
        Status = DeviceStatus.Reset;
        _function.Command &= ~PciCommand.BusMaster;
        Interrupts.Dispose();
        _interruptStatus?.Dispose();
        Configuration?.Dispose();
        _notification.Dispose();
        _common.Dispose();
    }

    private static VirtioPciTransport? Fail(string reason, out string problem)
    {
        problem = reason;
        return null;
    }
}
