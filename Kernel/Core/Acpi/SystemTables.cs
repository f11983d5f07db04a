using Sabos.Core.Memory;

namespace Sabos.Core.Acpi;

/// <summary>The tables that the XSDT or RSDT lists, ACPI 6.5 sections 5.2.6 to 5.2.8.</summary>
internal static unsafe class SystemTables
{
    public const uint FixedDescription = 0x50434146; // "FACP"
    public const uint Interrupts = 0x43495041;       // "APIC"
    public const uint Differentiated = 0x54445344;   // "DSDT"
    private const uint Extended = 0x54445358;        // "XSDT"
    private const uint Root = 0x54445352;            // "RSDT"
    private const uint HeaderLength = 36;
    private const uint MaximumLength = 16 << 20;

    /// <summary>The first table of that signature, or an empty view. It stays mapped.</summary>
    public static TableBytes Find(uint signature)
    {
        uint entrySize = RootPointer.EntrySize;
        TableBytes list = Map(RootPointer.SystemTable, entrySize == 8 ? Extended : Root);
        TableBytes found = default;
        for (uint offset = HeaderLength; found.IsEmpty && offset + entrySize <= list.Length; offset += entrySize)
            found = Map(entrySize == 8 ? list.QuadWord(offset) : list.DoubleWord(offset), signature);
        Unmap(list);
        return found;
    }

    /// <summary>The table at that physical address, or an empty view unless signature, length and checksum hold.</summary>
    public static TableBytes Map(ulong physical, uint signature)
    {
        TableBytes header = MapBytes(physical, HeaderLength);
        uint length = header.DoubleWord(4);
        bool fits = header.DoubleWord(0) == signature && length >= HeaderLength && length <= MaximumLength;
        Unmap(header);
        if (!fits)
            return default;
        TableBytes table = MapBytes(physical, length);
        if (table.HasValidChecksum())
            return table;
        Unmap(table);
        return default;
    }

    public static void Unmap(TableBytes table)
    {
        if (!table.IsEmpty)
            DeviceMemory.Unmap((ulong)table.Pointer, table.Length);
    }

    private static TableBytes MapBytes(ulong physical, uint length)
    {
        byte* bytes = physical == 0 ? null : DeviceMemory.MapTable(physical, length);
        return bytes == null ? default : new TableBytes(bytes, length);
    }
}
