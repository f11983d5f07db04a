using System;

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

    /// <summary>Interrupt vectors that the device can be told apart by; 0 if it has none of its own.</summary>
    int VectorCount { get; }

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

    /// <summary>The largest size the device allows for a queue; 0 if it has no such queue.</summary>
    int ReadQueueSize(int queue);

    /// <summary>Gives the device a queue whose use raises <paramref name="vector"/>. False if the device refuses, or has put its doorbell nowhere.</summary>
    bool TryEnableQueue(int queue, QueueAddresses addresses, int vector);

    /// <summary>Makes changes of the configuration raise <paramref name="vector"/>; false if the device refuses.</summary>
    bool TryRouteConfigurationChanges(int vector);

    /// <summary>Makes a vector raise an interrupt.</summary>
    void ConnectVector(int vector, DeviceInterrupt interrupt);

    /// <summary>Lets the connected vectors through, all others staying masked.</summary>
    void EnableVectors();

    /// <summary>Rings an enabled queue's doorbell: there are new available buffers.</summary>
    void Notify(int queue);
}
