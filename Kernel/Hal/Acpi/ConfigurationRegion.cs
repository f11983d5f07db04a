using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Sabos.Hal.Acpi;

/// <summary>A range of PCI buses whose configuration space is mapped in memory (PCI Firmware 3.2, 4.1.2, table MCFG).</summary>
/// <param name="BaseAddress">Physical address of bus 0's space, even where <paramref name="FirstBus"/> is another.</param>
/// <param name="Segment">PCI segment group.</param>
/// <param name="FirstBus">First bus decoded.</param>
/// <param name="LastBus">Last bus decoded.</param>
public readonly record struct ConfigurationRegion(ulong BaseAddress, ushort Segment, byte FirstBus, byte LastBus)
{
    /// <summary>The table's signature.</summary>
    public const string Signature = "MCFG";

    private const int EntriesOffset = 44;
    private const int EntryLength = 16;
    private const ulong BytesPerBus = 1 << 20;

    /// <summary>Parses a whole MCFG. False if the table, or one of its entries, is damaged.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out IReadOnlyList<ConfigurationRegion>? regions)
    {
        regions = null;
        if (!AcpiTable.TryParse(bytes, out AcpiTable table) || !table.Is("MCFG"u8) || table.Bytes.Length < EntriesOffset)
            return false;

        List<ConfigurationRegion> parsed = [];
        for (ReadOnlySpan<byte> rest = table.Bytes[EntriesOffset..]; !rest.IsEmpty; rest = rest[EntryLength..])
        {
            if (rest.Length < EntryLength)
                return false;
            ConfigurationRegion region = new(
                BinaryPrimitives.ReadUInt64LittleEndian(rest),
                BinaryPrimitives.ReadUInt16LittleEndian(rest[8..]),
                rest[10],
                rest[11]);
            if (region.FirstBus > region.LastBus || region.BaseAddress % BytesPerBus != 0
                || region.BaseAddress > ulong.MaxValue - (256 * BytesPerBus))
                return false;
            parsed.Add(region);
        }

        regions = parsed;
        return true;
    }
}
