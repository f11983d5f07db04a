using System;

namespace Sabos.Hal;

/// <summary>
/// All that drivers need of the machine below them: firmware memory, registers, DMA memory, interrupts and ports.
/// <see cref="KernelHardware"/> asks the core for them; tests put plain memory in their place.
/// A request the machine cannot meet answers null or false, never an exception: most of the numbers come from firmware and devices.
/// </summary>
public interface IHardware
{
    /// <summary>Physical address of the ACPI root pointer (RSDP), or null where there is none.</summary>
    ulong? AcpiRoot { get; }

    /// <summary>The I/O ports.</summary>
    IPortSpace Ports { get; }

    /// <summary>Copies firmware memory, so that what is parsed cannot change meanwhile. False if the range cannot be mapped.</summary>
    bool TryReadFirmware(ulong physicalAddress, Span<byte> destination);

    /// <summary>Maps <paramref name="length"/> bytes of device registers, uncached, at any byte alignment; null if the range cannot be mapped.</summary>
    RegisterBlock? MapRegisters(ulong physicalAddress, int length);

    /// <summary>
    /// Zeroed, physically contiguous, page-aligned memory of <paramref name="length"/> bytes that devices may read and write, ending at or
    /// below <paramref name="physicalLimit"/> (0: anywhere); null if there is none.
    /// </summary>
    DmaMemory? AllocateDma(int length, ulong physicalLimit = 0);

    /// <summary>Reserves an interrupt vector that signals <paramref name="word"/>; null if no vector is free. The word must outlive it.</summary>
    DeviceInterrupt? AllocateInterrupt(EventWord word);

    /// <summary>Listens to an interrupt line (0 to 15), which signals <paramref name="word"/>; null if there is none for devices. The word must outlive it.</summary>
    LineInterrupt? AllocateLine(byte line, EventWord word);
}
