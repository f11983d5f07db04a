using System.Globalization;

namespace Sabos.Hal.Pci;

/// <summary>Where a function sits: bus, device (0-31) and function (0-7) of segment group 0.</summary>
public readonly record struct PciAddress(byte Bus, byte Device, byte Function)
{
    public const int DevicesPerBus = 32;
    public const int FunctionsPerDevice = 8;

    /// <summary>The usual notation, "00:1f.2".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bus:x2}:{Device:x2}.{Function:x}");
}
