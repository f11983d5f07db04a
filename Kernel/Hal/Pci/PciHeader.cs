namespace Sabos.Hal.Pci;

/// <summary>The layout of a configuration header (PCI Local Bus 3.0, 6.2.1).</summary>
public enum PciHeader
{
    Device = 0,
    Bridge = 1,
    CardBusBridge = 2,
}
