using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Sabos.Hal.Acpi;

/// <summary>The Multiple APIC Description Table (MADT, signature "APIC"; ACPI 6.5, 5.2.12): processors and interrupt controllers.</summary>
public sealed class InterruptControllers
{
    /// <summary>The table's signature.</summary>
    public const string Signature = "APIC";

    // Offsets within the table, and structure types, of ACPI 6.5, 5.2.12.
    private const int LocalApicAddressOffset = 36;
    private const int FlagsOffset = 40;
    private const int StructuresOffset = 44;
    private const byte LocalApicType = 0;
    private const byte IoApicType = 1;
    private const byte SourceOverrideType = 2;
    private const byte AddressOverrideType = 5;
    private const byte LocalX2ApicType = 9;
    private const uint PcCompatible = 1;
    private const uint EnabledOrCapable = 1 | 2;

    private readonly List<IoApic> _ioApics = [];
    private readonly List<InterruptSourceOverride> _overrides = [];

    private InterruptControllers()
    {
    }

    /// <summary>Physical address of the local APICs' registers.</summary>
    public ulong LocalApicAddress { get; private set; }

    /// <summary>Whether the machine also has a pair of 8259 PICs, to be masked before the APICs are used.</summary>
    public bool HasLegacyPics { get; private set; }

    /// <summary>Processors that are, or can be, enabled.</summary>
    public int ProcessorCount { get; private set; }

    public IReadOnlyList<IoApic> IoApics => _ioApics;

    public IReadOnlyList<InterruptSourceOverride> Overrides => _overrides;

    /// <summary>Parses a whole MADT. False if the table or any structure in it is damaged; structures of unknown type are skipped.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out InterruptControllers? controllers)
    {
        controllers = null;
        if (!AcpiTable.TryParse(bytes, out AcpiTable table) || !table.Is("APIC"u8) || table.Bytes.Length < StructuresOffset)
            return false;

        InterruptControllers parsed = new()
        {
            LocalApicAddress = BinaryPrimitives.ReadUInt32LittleEndian(table.Bytes[LocalApicAddressOffset..]),
            HasLegacyPics = (BinaryPrimitives.ReadUInt32LittleEndian(table.Bytes[FlagsOffset..]) & PcCompatible) != 0,
        };
        for (ReadOnlySpan<byte> rest = table.Bytes[StructuresOffset..]; !rest.IsEmpty;)
        {
            // Each structure starts with its type and its length, which includes these two bytes.
            if (rest.Length < 2 || rest[1] < 2 || rest[1] > rest.Length || !parsed.TryAdd(rest[..rest[1]]))
                return false;
            rest = rest[rest[1]..];
        }

        controllers = parsed;
        return true;
    }

    private bool TryAdd(ReadOnlySpan<byte> structure)
    {
        switch (structure[0])
        {
            case LocalApicType when structure.Length >= 8:
                CountProcessor(BinaryPrimitives.ReadUInt32LittleEndian(structure[4..]));
                return true;
            case LocalX2ApicType when structure.Length >= 16:
                CountProcessor(BinaryPrimitives.ReadUInt32LittleEndian(structure[8..]));
                return true;
            case IoApicType when structure.Length >= 12:
                _ioApics.Add(new IoApic(
                    Id: structure[2],
                    Address: BinaryPrimitives.ReadUInt32LittleEndian(structure[4..]),
                    FirstInterrupt: BinaryPrimitives.ReadUInt32LittleEndian(structure[8..])));
                return true;
            case SourceOverrideType when structure.Length >= 10:
                _overrides.Add(new InterruptSourceOverride(
                    Source: structure[3],
                    GlobalInterrupt: BinaryPrimitives.ReadUInt32LittleEndian(structure[4..]),
                    Flags: BinaryPrimitives.ReadUInt16LittleEndian(structure[8..])));
                return true;
            case AddressOverrideType when structure.Length >= 12:
                LocalApicAddress = BinaryPrimitives.ReadUInt64LittleEndian(structure[4..]);
                return true;
            case LocalApicType or LocalX2ApicType or IoApicType or SourceOverrideType or AddressOverrideType:
                return false;
            default:
                return true;
        }
    }

    private void CountProcessor(uint flags)
    {
        if ((flags & EnabledOrCapable) != 0)
            ProcessorCount++;
    }
}
