using System.Collections.Generic;

namespace Sabos.Hal.Pci;

/// <summary>
/// A function's capability list (PCI Local Bus 3.0, 6.7): linked bytes, which a broken or hostile device may link in a circle.
/// The space holds at most 48 capabilities, so the walk ends after as many.
/// </summary>
public readonly struct PciCapabilities
{
    private const int FirstOffset = 0x40;
    private const int SmallestCapability = 4;
    private const int MostCapabilities = (PciFunction.ConventionalLength - FirstOffset) / SmallestCapability;
    private const int ReservedBits = 0b11;

    private readonly PciFunction _function;
    private readonly byte _first;

    internal PciCapabilities(PciFunction function, byte first)
    {
        _function = function;
        _first = first;
    }

    /// <summary>The capabilities in list order. Ends at a null pointer, at one that leads into the header, and at the 49th.</summary>
    public IEnumerator<PciCapability> GetEnumerator()
    {
        int offset = _first & ~ReservedBits;
        for (int count = 0; offset >= FirstOffset && count < MostCapabilities; count++)
        {
            yield return new PciCapability(_function.ReadByte(offset), offset);
            offset = _function.ReadByte(offset + 1) & ~ReservedBits;
        }
    }

    /// <summary>The first capability of that kind, or null.</summary>
    public PciCapability? Find(byte id)
    {
        foreach (PciCapability capability in this)
        {
            if (capability.Id == id)
                return capability;
        }

        return null;
    }
}
