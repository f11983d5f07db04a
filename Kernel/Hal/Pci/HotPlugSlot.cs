using System;

namespace Sabos.Hal.Pci;

/// <summary>
/// A slot whose device may be exchanged while the machine runs (PCI Express 3.0, 6.7): the port above it tells by an interrupt that somebody asks for that,
/// and switches the slot's power. The port must have MSI-X.
/// </summary>
public sealed class HotPlugSlot : IDisposable
{
    // Offsets within the capability (7.8), and bits of its registers.
    private const int FlagsOffset = 0x02;
    private const int SlotCapabilitiesOffset = 0x14;
    private const int SlotControlOffset = 0x18;
    private const int SlotStatusOffset = 0x1A;
    private const int CapabilityLength = 0x1C;

    private const ushort SlotImplemented = 1 << 8;
    private const int MessageNumberShift = 9;
    private const int MessageNumberMask = 0x1F;
    private const uint HotPlugCapable = 1 << 6;
    private const ushort AttentionButtonEnable = 1 << 0;
    private const ushort PresenceEnable = 1 << 3;
    private const ushort HotPlugInterruptEnable = 1 << 5;
    private const ushort LinkEnable = 1 << 12;
    private const ushort PowerIndicatorOff = 0b11 << 8;
    private const ushort PowerOffFlag = 1 << 10;
    private const ushort CommandCompleted = 1 << 4;
    private const ushort PresenceDetected = 1 << 6;

    // A port that goes on telling the same has lost its mind, or was taken out itself.
    private const int MostReadings = 8;

    private readonly PciFunction _port;
    private readonly int _capability;
    private readonly MsixTable _vectors;
    private readonly DeviceInterrupt _interrupt;

    private HotPlugSlot(PciFunction port, int capability, MsixTable vectors, DeviceInterrupt interrupt)
    {
        _port = port;
        _capability = capability;
        _vectors = vectors;
        _interrupt = interrupt;
    }

    /// <summary>The bus behind the port, as firmware numbered it.</summary>
    public byte Bus => _port.SecondaryBus;

    /// <summary>Something is in it.</summary>
    public bool IsOccupied => (Status & PresenceDetected) != 0;

    private ushort Status => _port.ReadWord(_capability + SlotStatusOffset);

    /// <summary>Watches the slot below a port. Null: the port has none whose device may be exchanged, or no interrupt to tell of it.</summary>
    /// <param name="hardware">Where the interrupt comes from.</param>
    /// <param name="port">A bridge.</param>
    /// <param name="wake">What an event advances; it must outlive the slot.</param>
    public static HotPlugSlot? Open(IHardware hardware, PciFunction port, EventWord wake)
    {
        if (port.Header != PciHeader.Bridge || port.Capabilities.Find(PciCapabilityId.PciExpress) is not { } capability
            || capability.Offset > PciFunction.ConventionalLength - CapabilityLength)
            return null;
        ushort flags = port.ReadWord(capability.Offset + FlagsOffset);
        if ((flags & SlotImplemented) == 0 || (port.ReadDword(capability.Offset + SlotCapabilitiesOffset) & HotPlugCapable) == 0)
            return null;

        int message = (flags >> MessageNumberShift) & MessageNumberMask;
        if (MsixTable.Open(hardware, port) is not { } vectors)
            return null;
        if (message >= vectors.Count || hardware.AllocateInterrupt(wake) is not { } interrupt)
        {
            vectors.Dispose();
            return null;
        }

        vectors.Connect(message, interrupt);
        vectors.Enable();
        HotPlugSlot slot = new(port, capability.Offset, vectors, interrupt);
        slot.Enable();
        return slot;
    }

    /// <summary>
    /// What happened since the last call, all told by one interrupt. After it answers that nothing did, the next event raises an interrupt.
    /// </summary>
    public SlotEvents TakeEvents()
    {
        SlotEvents events = SlotEvents.None;
        for (int reading = 0; reading < MostReadings; reading++)
        {
            // The interrupt comes when the first of the bits is set, so all of them must have been seen cleared (6.7.3.4). Writing a one clears.
            SlotEvents found = (SlotEvents)Status & SlotEvents.All;
            if (found == SlotEvents.None)
                break;
            _port.WriteWord(_capability + SlotStatusOffset, (ushort)found);
            events |= found;
        }

        return events;
    }

    /// <summary>Lets go of what is in the slot: nobody may use it any more.</summary>
    public void PowerOff() => Control = (ushort)(Control | PowerIndicatorOff | PowerOffFlag);

    /// <summary>Watches the slot no longer.</summary>
    public void Dispose()
    {
        Control &= unchecked((ushort)~HotPlugInterruptEnable);
        _vectors.Dispose();
        _interrupt.Dispose();
    }

    private ushort Control
    {
        get => _port.ReadWord(_capability + SlotControlOffset);
        set => _port.WriteWord(_capability + SlotControlOffset, value);
    }

    // What firmware has left is no news.
    private void Enable()
    {
        _port.WriteWord(_capability + SlotStatusOffset, (ushort)SlotEvents.All | CommandCompleted);
        Control = (ushort)(Control | AttentionButtonEnable | PresenceEnable | LinkEnable | HotPlugInterruptEnable);
    }
}
