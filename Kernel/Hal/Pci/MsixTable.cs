using System;

namespace Sabos.Hal.Pci;

/// <summary>
/// A function's MSI-X vectors (PCI Local Bus 3.0, 6.8.2): a table in the device, each of whose entries says what to write, and where,
/// to raise an interrupt. All entries start masked; <see cref="Connect"/> unmasks one; nothing is delivered before <see cref="Enable"/>.
/// </summary>
public sealed class MsixTable : IDisposable
{
    // Offsets within the capability structure.
    private const int ControlOffset = 2;
    private const int TableOffset = 4;
    private const int CapabilityLength = 12;

    private const ushort EntryCountMask = 0x7FF;
    private const ushort FunctionMask = 1 << 14;
    private const ushort EnableFlag = 1 << 15;
    private const uint BarIndexMask = 0b111;

    // Offsets within an entry of the table.
    private const int EntryLength = 16;
    private const int AddressOffset = 0;
    private const int DataOffset = 8;
    private const int VectorControlOffset = 12;
    private const uint EntryMasked = 1;

    private readonly PciFunction _function;
    private readonly int _control;
    private readonly RegisterBlock _entries;

    private MsixTable(PciFunction function, int control, RegisterBlock entries, int count)
    {
        _function = function;
        _control = control;
        _entries = entries;
        Count = count;

        Disable();
        _function.Command |= PciCommand.MemorySpace;
        for (int entry = 0; entry < count; entry++)
            Mask(entry);
    }

    /// <summary>How many vectors the device has: 1 to 2048.</summary>
    public int Count { get; }

    /// <summary>The function's table with every entry masked and MSI-X off; null if it has none, or describes it wrongly.</summary>
    public static MsixTable? Open(IHardware hardware, PciFunction function)
    {
        if (function.Capabilities.Find(PciCapabilityId.Msix) is not { } capability
            || capability.Offset > PciFunction.ConventionalLength - CapabilityLength)
            return null;

        int count = (function.ReadWord(capability.Offset + ControlOffset) & EntryCountMask) + 1;
        uint location = function.ReadDword(capability.Offset + TableOffset);
        if (function.BaseAddressAt((int)(location & BarIndexMask)) is not { IsPorts: false } bar)
            return null;
        RegisterBlock? entries = bar.Map(hardware, location & ~BarIndexMask, (ulong)count * EntryLength);
        return entries is null ? null : new MsixTable(function, capability.Offset + ControlOffset, entries, count);
    }

    /// <summary>Makes entry <paramref name="entry"/> raise <paramref name="interrupt"/>, and unmasks it.</summary>
    public void Connect(int entry, DeviceInterrupt interrupt)
    {
        // 6.8.2: address and data may be changed only while the entry is masked.
        Mask(entry);
        _entries.WriteQword((entry * EntryLength) + AddressOffset, interrupt.MessageAddress);
        _entries.WriteDword((entry * EntryLength) + DataOffset, interrupt.MessageData);
        SetMasked(entry, masked: false);
    }

    /// <summary>Keeps an entry silent.</summary>
    public void Mask(int entry) => SetMasked(entry, masked: true);

    /// <summary>Turns MSI-X on and INTx off. The messages are memory writes, so the function becomes a bus master.</summary>
    public void Enable()
    {
        _function.Command |= PciCommand.BusMaster | PciCommand.InterruptDisable;
        _function.WriteWord(_control, (ushort)((_function.ReadWord(_control) & ~FunctionMask) | EnableFlag));
    }

    /// <summary>Turns MSI-X off: no message leaves the device any more.</summary>
    public void Disable() => _function.WriteWord(_control, (ushort)(_function.ReadWord(_control) & ~EnableFlag));

    public void Dispose()
    {
        Disable();
        _entries.Dispose();
    }

    // The other bits of the register are reserved and to be preserved (6.8.2.9).
    private void SetMasked(int entry, bool masked)
    {
        int offset = (entry * EntryLength) + VectorControlOffset;
        uint control = _entries.ReadDword(offset);
        _entries.WriteDword(offset, masked ? control | EntryMasked : control & ~EntryMasked);
    }
}
