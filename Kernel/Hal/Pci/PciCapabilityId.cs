namespace Sabos.Hal.Pci;

/// <summary>Capability identifiers used here (PCI Local Bus 3.0, appendix H).</summary>
public static class PciCapabilityId
{
    public const byte VendorSpecific = 0x09;
    public const byte PciExpress = 0x10;
    public const byte Msix = 0x11;
}
