using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>The reset of a device on PCI, the same for both interfaces.</summary>
internal static class DeviceReset
{
    // A reset takes microseconds in an emulated device and may take milliseconds in hardware; nothing but its end announces it (4.1.4.3.2).
    private const int Milliseconds = 100;

    /// <summary>Resets the device and waits until it has; it may then start transactions. False if it does not, or is not there.</summary>
    public static bool Try(IVirtioTransport transport, PciFunction function)
    {
        transport.Status = DeviceStatus.Reset;
        DeviceStatus status = DeviceStatus.Reset;
        RegisterPoll.TryUntil(() => (status = transport.Status) == DeviceStatus.Reset || VirtioHandshake.IsGone(status), Milliseconds);
        if (status != DeviceStatus.Reset)
            return false;

        // Not earlier: what firmware had made of the device may still have been writing to memory.
        function.Command |= PciCommand.BusMaster;
        return true;
    }
}
