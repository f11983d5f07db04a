using Sabos.Hal.Pci;

namespace Sabos.Hal.E1000;

/// <summary>The controllers that the driver knows, by what their configuration space says: those that VirtualBox and QEMU have.</summary>
public static class E1000Identity
{
    private const ushort Intel = 0x8086;

    /// <summary>The controller's name, or null if the function is none of them.</summary>
    public static string? NameOf(PciFunction function) => (function.VendorId, function.DeviceId) switch
    {
        (Intel, 0x100E) => "82540EM",
        (Intel, 0x100F) => "82545EM",
        (Intel, 0x1004) => "82543GC",
        _ => null,
    };
}
