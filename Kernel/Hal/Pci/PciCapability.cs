namespace Sabos.Hal.Pci;

/// <summary>One entry of a capability list.</summary>
/// <param name="Id">What it is; see <see cref="PciCapabilityId"/>.</param>
/// <param name="Offset">Where it starts in configuration space: 0x40 to 0xFC, a multiple of 4.</param>
public readonly record struct PciCapability(byte Id, int Offset);
