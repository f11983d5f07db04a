using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Sabos.Hal.Acpi;

/// <summary>The tables that the firmware's root table lists. Every one is copied before it is parsed, and verified before it is used.</summary>
public sealed class AcpiTables
{
    // Far above any table read here (the large ones hold AML, which nobody here interprets); keeps a mad length from becoming an allocation.
    private const int LargestTable = 256 * 1024;

    private readonly IHardware _hardware;
    private readonly List<AcpiTableRecord> _tables;

    private AcpiTables(IHardware hardware, List<AcpiTableRecord> tables)
    {
        _hardware = hardware;
        _tables = tables;
    }

    /// <summary>The tables listed, in the root table's order. Their checksums are verified when they are read.</summary>
    public IReadOnlyList<AcpiTableRecord> Tables => _tables;

    /// <summary>Reads RSDP and root table (the XSDT if there is one). False if the machine has none, or they are damaged.</summary>
    public static bool TryOpen(IHardware hardware, [NotNullWhen(true)] out AcpiTables? tables)
    {
        tables = null;
        if (hardware.AcpiRoot is not { } address || !TryReadRootPointer(hardware, address, out RootPointer pointer))
            return false;

        bool extended = pointer.XsdtAddress != 0;
        if (!TryRead(hardware, extended ? pointer.XsdtAddress : pointer.RsdtAddress, out byte[]? bytes)
            || !AcpiTable.TryParse(bytes, out AcpiTable root) || !root.Is(extended ? "XSDT"u8 : "RSDT"u8))
            return false;
        tables = new AcpiTables(hardware, List(hardware, root.Body, extended ? sizeof(ulong) : sizeof(uint)));
        return true;
    }

    /// <summary>The first table of that signature whose length and checksum are right, whole; false if there is none.</summary>
    public bool TryRead(string signature, [NotNullWhen(true)] out byte[]? table)
    {
        foreach (AcpiTableRecord record in _tables)
        {
            if (record.Signature == signature && TryRead(_hardware, record.PhysicalAddress, out table) && AcpiTable.TryParse(table, out _))
                return true;
        }

        table = null;
        return false;
    }

    private static bool TryReadRootPointer(IHardware hardware, ulong address, out RootPointer pointer)
    {
        Span<byte> bytes = stackalloc byte[RootPointer.ExtendedLength];
        if (hardware.TryReadFirmware(address, bytes))
            return RootPointer.TryParse(bytes, out pointer);

        // An ACPI 1.0 pointer may be the last thing in its region.
        pointer = default;
        bytes = bytes[..RootPointer.FirstLength];
        return hardware.TryReadFirmware(address, bytes) && RootPointer.TryParse(bytes, out pointer);
    }

    private static List<AcpiTableRecord> List(IHardware hardware, ReadOnlySpan<byte> entries, int entrySize)
    {
        List<AcpiTableRecord> tables = [];
        Span<byte> header = stackalloc byte[AcpiTable.HeaderLength];
        for (; entries.Length >= entrySize; entries = entries[entrySize..])
        {
            ulong address = entrySize == sizeof(ulong)
                ? BinaryPrimitives.ReadUInt64LittleEndian(entries)
                : BinaryPrimitives.ReadUInt32LittleEndian(entries);
            if (address != 0 && hardware.TryReadFirmware(address, header) && AcpiTable.TryReadLength(header, out int length))
                tables.Add(new AcpiTableRecord(AcpiTable.Describe(header[..4]), address, length, header[8]));
        }

        return tables;
    }

    private static bool TryRead(IHardware hardware, ulong address, [NotNullWhen(true)] out byte[]? table)
    {
        table = null;
        Span<byte> header = stackalloc byte[AcpiTable.HeaderLength];
        if (!hardware.TryReadFirmware(address, header) || !AcpiTable.TryReadLength(header, out int length) || length > LargestTable)
            return false;
        byte[] bytes = new byte[length];
        if (!hardware.TryReadFirmware(address, bytes))
            return false;
        table = bytes;
        return true;
    }
}
