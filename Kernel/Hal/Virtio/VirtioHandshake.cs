namespace Sabos.Hal.Virtio;

/// <summary>The initialisation sequence every driver goes through (virtio 1.2, 3.1.1), in its steps.</summary>
public static class VirtioHandshake
{
    /// <summary>Steps 1 to 4: reset, ACKNOWLEDGE, DRIVER, and the features the device offers. False if the device does not reset.</summary>
    public static bool TryBegin(IVirtioTransport transport, out ulong offered)
    {
        offered = 0;
        if (!transport.TryReset())
            return false;
        transport.Status |= DeviceStatus.Acknowledge;
        transport.Status |= DeviceStatus.Driver;
        offered = transport.ReadDeviceFeatures();
        return true;
    }

    /// <summary>
    /// Steps 4 to 6: writes the features, which are a subset of those offered, and asks whether the device can live with them. One with the legacy interface
    /// cannot be asked (3.1.2).
    /// </summary>
    public static bool TryAccept(IVirtioTransport transport, ulong features)
    {
        transport.WriteDriverFeatures(features);
        if (transport.IsLegacy)
            return true;
        transport.Status |= DeviceStatus.FeaturesOk;
        return (transport.Status & DeviceStatus.FeaturesOk) != 0;
    }

    /// <summary>Step 8: the queues are set up, the device may start.</summary>
    public static void Complete(IVirtioTransport transport) => transport.Status |= DeviceStatus.DriverOk;

    /// <summary>Whether it is no status at all: the device has been taken out, and what nobody answers reads as ones.</summary>
    public static bool IsGone(DeviceStatus status) => status == (DeviceStatus)byte.MaxValue;

    /// <summary>Gives up, as 3.1.1 demands when a step fails.</summary>
    public static void Abandon(IVirtioTransport transport) => transport.Status |= DeviceStatus.Failed;
}
