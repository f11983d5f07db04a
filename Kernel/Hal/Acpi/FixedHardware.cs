using System;
using System.Buffers.Binary;

namespace Sabos.Hal.Acpi;

/// <summary>What this kernel needs of the Fixed ACPI Description Table (FADT, signature "FACP"; ACPI 6.5, 5.2.9).</summary>
/// <param name="SciInterrupt">The system control interrupt's number.</param>
/// <param name="TimerPort">I/O port of the power-management timer (3.579545 MHz), or 0 if there is none.</param>
/// <param name="TimerIs32Bit">Whether the timer counts 32 bits; otherwise 24.</param>
/// <param name="ControlPort">I/O port of the PM1a control block, by which the machine is switched off; 0 if there is none.</param>
public readonly record struct FixedHardware(ushort SciInterrupt, uint TimerPort, bool TimerIs32Bit, uint ControlPort)
{
    /// <summary>The table's signature.</summary>
    public const string Signature = "FACP";

    // Offsets within the table. ACPI 1.0's table ends at 116; the later fields count only where the table is long enough.
    private const int SciOffset = 46;
    private const int ControlBlockOffset = 64;
    private const int TimerBlockOffset = 76;
    private const int TimerLengthOffset = 91;
    private const int FlagsOffset = 112;
    private const int FirstLength = 116;
    private const int ExtendedControlBlockOffset = 172;
    private const int ExtendedTimerBlockOffset = 208;

    private const uint TimerExtendedFlag = 1u << 8; // TMR_VAL_EXT
    private const byte TimerLength = 4;
    private const int GenericAddressLength = 12; // ACPI 6.5, 5.2.3.2
    private const byte SystemIoSpace = 1;

    /// <summary>Parses a whole FADT; false if it is damaged or shorter than ACPI 1.0's.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out FixedHardware hardware)
    {
        hardware = default;
        if (!AcpiTable.TryParse(bytes, out AcpiTable table) || !table.Is("FACP"u8) || table.Bytes.Length < FirstLength)
            return false;

        ReadOnlySpan<byte> fadt = table.Bytes;
        uint timer = fadt[TimerLengthOffset] == TimerLength
            ? ReadPort(fadt, ExtendedTimerBlockOffset, TimerBlockOffset)
            : 0;
        hardware = new FixedHardware(
            BinaryPrimitives.ReadUInt16LittleEndian(fadt[SciOffset..]),
            timer,
            (BinaryPrimitives.ReadUInt32LittleEndian(fadt[FlagsOffset..]) & TimerExtendedFlag) != 0,
            ReadPort(fadt, ExtendedControlBlockOffset, ControlBlockOffset));
        return true;
    }

    // The extended field, a generic address structure, replaces the 32-bit one where it is present, not zero, and in I/O space.
    private static uint ReadPort(ReadOnlySpan<byte> fadt, int extendedOffset, int offset)
    {
        if (fadt.Length >= extendedOffset + GenericAddressLength && fadt[extendedOffset] == SystemIoSpace)
        {
            ulong port = BinaryPrimitives.ReadUInt64LittleEndian(fadt[(extendedOffset + 4)..]);
            if (port is > 0 and <= ushort.MaxValue)
                return (uint)port;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(fadt[offset..]);
    }
}
