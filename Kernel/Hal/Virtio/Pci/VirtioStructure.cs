using System.Collections.Generic;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>Where a virtio structure lies, as a vendor-specific PCI capability tells (virtio 1.2, 4.1.4).</summary>
/// <param name="Type">Which structure; see <see cref="VirtioStructureType"/>.</param>
/// <param name="BarIndex">The base address register it lies in.</param>
/// <param name="Offset">Where it starts in that range.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="NotifyMultiplier">For the notification structure: bytes between doorbells.</param>
internal readonly record struct VirtioStructure(VirtioStructureType Type, int BarIndex, uint Offset, uint Length, uint NotifyMultiplier)
{
    // Offsets within the capability, and its length with and without the notification structure's multiplier.
    private const int LengthOffset = 2;
    private const int TypeOffset = 3;
    private const int BarOffset = 4;
    private const int StructureOffset = 8;
    private const int StructureLengthOffset = 12;
    private const int MultiplierOffset = 16;
    private const int CapabilityLength = 16;
    private const int NotifyCapabilityLength = 20;
    private const int LastBarIndex = 5;
    private const int ConfigurationLength = 256;

    /// <summary>The structures a function lists, in its order of preference. What is reserved or malformed is passed over (4.1.4.1).</summary>
    public static IEnumerable<VirtioStructure> List(PciFunction function)
    {
        foreach (PciCapability capability in function.Capabilities)
        {
            if (capability.Id == PciCapabilityId.VendorSpecific && TryRead(function, capability.Offset, out VirtioStructure structure))
                yield return structure;
        }
    }

    private static bool TryRead(PciFunction function, int offset, out VirtioStructure structure)
    {
        structure = default;
        int length = function.ReadByte(offset + LengthOffset);
        if (length < CapabilityLength || offset + length > ConfigurationLength)
            return false;

        VirtioStructureType type = (VirtioStructureType)function.ReadByte(offset + TypeOffset);
        int bar = function.ReadByte(offset + BarOffset);
        bool notify = type == VirtioStructureType.Notification;
        if (bar > LastBarIndex || (notify && length < NotifyCapabilityLength))
            return false;
        structure = new VirtioStructure(
            type,
            bar,
            function.ReadDword(offset + StructureOffset),
            function.ReadDword(offset + StructureLengthOffset),
            notify ? function.ReadDword(offset + MultiplierOffset) : 0);
        return true;
    }
}
