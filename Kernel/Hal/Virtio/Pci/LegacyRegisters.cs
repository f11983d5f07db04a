namespace Sabos.Hal.Virtio;

/// <summary>Offsets in the ports of a device with the legacy interface (virtio 1.2, 4.1.4.10).</summary>
internal static class LegacyRegisters
{
    public const int DeviceFeatures = 0;
    public const int DriverFeatures = 4;
    public const int QueuePage = 8;
    public const int QueueSize = 12;
    public const int QueueSelect = 14;
    public const int QueueNotify = 16;
    public const int DeviceStatus = 18;
    public const int InterruptStatus = 19;

    /// <summary>The device's own configuration starts here while MSI-X is off.</summary>
    public const int Configuration = 20;

    // While MSI-X is on, two registers more.
    public const int ConfigurationVector = 20;
    public const int QueueVector = 22;
    public const int ConfigurationWithVectors = 24;
}
