using System.Threading;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>The reset of a device on PCI, the same for both interfaces.</summary>
internal static class DeviceReset
{
    // A reset takes microseconds in an emulated device and may take milliseconds in hardware; nothing but its end announces it (4.1.4.3.2).
    private const int Polls = 100;

    /// <summary>Resets the device and waits until it has; it may then start transactions. False if it does not, or is not there.</summary>
    public static bool Try(IVirtioTransport transport, PciFunction function)
    {
        transport.Status = DeviceStatus.Reset;
        for (int poll = 0; transport.Status != DeviceStatus.Reset; poll++)
        {
            if (poll == Polls || VirtioHandshake.IsGone(transport.Status))
                return false;
            Thread.Sleep(millisecondsTimeout: 1);
        }

        // Not earlier: what firmware had made of the device may still have been writing to memory.
        function.Command |= PciCommand.BusMaster;
        return true;
    }
}
