using System;
using System.Collections.Generic;
using Sabos.Hal.Pci;

namespace Sabos.Hal.Virtio;

/// <summary>Maps a function's virtio structures. A structure that is misplaced, too short or misaligned is passed over for the next of its type.</summary>
internal sealed class VirtioStructureMap
{
    // 4.1.4.3.1, 4.1.4.4.1, 4.1.4.6.1 ask for 4, 2 and 4; four suits all.
    private const uint Alignment = 4;

    private readonly IHardware _hardware;
    private readonly PciFunction _function;
    private readonly List<VirtioStructure> _structures;

    public VirtioStructureMap(IHardware hardware, PciFunction function)
    {
        _hardware = hardware;
        _function = function;
        _structures = [.. VirtioStructure.List(function)];
    }

    /// <summary>Maps the first usable structure of a type: at least <paramref name="least"/> bytes, of which up to <paramref name="most"/>.</summary>
    public RegisterBlock? Open(VirtioStructureType type, uint least, uint most, out uint notifyMultiplier)
    {
        notifyMultiplier = 0;
        foreach (VirtioStructure structure in _structures)
        {
            if (structure.Type != type || structure.Length < least || structure.Offset % Alignment != 0
                || _function.BaseAddressAt(structure.BarIndex) is not { } bar)
                continue;
            notifyMultiplier = structure.NotifyMultiplier;
            if (bar.Map(_hardware, structure.Offset, Math.Min(structure.Length, most)) is { } registers)
                return registers;
        }

        return null;
    }
}
