using System;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>
/// How a driver reaches its device: status, features, queues, interrupts and configuration, whatever bus carries them.
/// Everything read comes from the device and is not to be trusted.
/// </summary>
public interface IVirtioTransport : IDisposable
{
    /// <summary>The device type (virtio 1.2, 5): 1 is a network device.</summary>
    int DeviceType { get; }

    /// <summary>The device status field. Bits are added, never removed, except by <see cref="TryReset"/>.</summary>
    DeviceStatus Status { get; set; }

    /// <summary>Whether this is the interface of before virtio 1.0, which knows no VIRTIO_F_VERSION_1 and no FEATURES_OK.</summary>
    bool IsLegacy { get; }

    /// <summary>How the device interrupts. The transport disposes of it.</summary>
    PciInterrupts Interrupts { get; }

    /// <summary>The device-specific configuration, or null if the device has none.</summary>
    RegisterBlock? Configuration { get; }

    /// <summary>Changes whenever the configuration does, so that a read of several fields can be found to be torn (virtio 1.2, 2.5).</summary>
    byte ConfigurationGeneration { get; }

    /// <summary>Resets the device and waits until it has. False if it does not within the time a device may take.</summary>
    bool TryReset();

    /// <summary>The features the device offers.</summary>
    ulong ReadDeviceFeatures();

    /// <summary>The features the driver accepts.</summary>
    void WriteDriverFeatures(ulong features);

    /// <summary>The size of a queue, which with the legacy interface it must have and otherwise must not exceed; 0 if the device has no such queue.</summary>
    int ReadQueueSize(int queue);

    /// <summary>
    /// Gives the device a queue whose use raises <paramref name="vector"/>, or none (<see cref="VirtioVector.None"/>). False if the device refuses, or has put
    /// its doorbell nowhere.
    /// </summary>
    bool TryEnableQueue(int queue, QueueAddresses addresses, int vector);

    /// <summary>Makes changes of the configuration raise <paramref name="vector"/>, or none; false if the device refuses.</summary>
    bool TryRouteConfigurationChanges(int vector);

    /// <summary>Why the device has interrupted by its pin. Reading it acknowledges: the device lets go of the pin.</summary>
    InterruptStatus ReadInterruptStatus();

    /// <summary>Rings an enabled queue's doorbell: there are new available buffers.</summary>
    void Notify(int queue);
}
