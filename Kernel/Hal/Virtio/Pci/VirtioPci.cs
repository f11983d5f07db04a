using System.Diagnostics.CodeAnalysis;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>Opens virtio devices on PCI by the interface they have.</summary>
public static class VirtioPci
{
    /// <summary>By the standard's interface, or where the device lacks it, by the one of before (4.1.2.1). Null, and the reasons, if it has neither.</summary>
    public static IVirtioTransport? Open(IHardware hardware, PciFunction function, [NotNullWhen(false)] out string? problem)
    {
        if (VirtioPciTransport.Open(hardware, function, out problem) is { } transport)
            return transport;
        if (LegacyPciTransport.Open(hardware, function, out string? legacyProblem) is { } legacy)
            return legacy;
        problem = $"{problem}; {legacyProblem}";
        return null;
    }
}
