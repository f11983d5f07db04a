using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>Tells virtio devices, and which type they are, from PCI identifiers (virtio 1.2, 4.1.2).</summary>
public static class VirtioPciIdentity
{
    /// <summary>The type of a network device (5.1.1).</summary>
    public const int NetworkDevice = 1;

    private const ushort Vendor = 0x1AF4;
    private const ushort FirstTransitional = 0x1000;
    private const ushort LastTransitional = 0x103F;
    private const ushort FirstModern = 0x1040;
    private const ushort LastModern = 0x107F;

    /// <summary>The virtio device type of a function, or null if it is no virtio device.</summary>
    public static int? DeviceType(PciFunction function) => function switch
    {
        { VendorId: not Vendor } => null,

        // A transitional device speaks both interfaces and tells its type by the subsystem (4.1.2.1).
        { DeviceId: >= FirstTransitional and <= LastTransitional } => function.SubsystemId,
        { DeviceId: >= FirstModern and <= LastModern } => function.DeviceId - FirstModern,
        _ => null,
    };

    /// <summary>Whether the identifiers are those of devices that may have the legacy interface (4.1.2.3).</summary>
    public static bool MayBeLegacy(PciFunction function)
        => function is { VendorId: Vendor, DeviceId: >= FirstTransitional and <= LastTransitional };
}
