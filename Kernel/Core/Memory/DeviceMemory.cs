using Sabos.Core.Processor;

namespace Sabos.Core.Memory;

/// <summary>
/// Where device registers and firmware tables are mapped: never executable, and at an address that is not used again after it was
/// unmapped, so that a stale pointer faults. (16 TiB of addresses outlast any machine's mappings.)
/// </summary>
internal static unsafe class DeviceMemory
{
    private const ulong Registers = PageTable.Writable | PageTable.WriteThrough | PageTable.CacheDisable | PageTable.NoExecute;
    private const ulong Table = PageTable.NoExecute;

    // Addresses below Layout.DeviceMapStart + s_used have been given out.
    private static ulong s_used;

    private static ulong End => Layout.DeviceMapStart + s_used;

    /// <summary>Maps the registers at <paramref name="physical"/>, uncached; null when page tables or addresses run out.</summary>
    public static byte* MapRegisters(ulong physical, ulong length) => Map(physical, length, Registers);

    /// <summary>Maps a table of the firmware, read only; null when page tables or addresses run out.</summary>
    public static byte* MapTable(ulong physical, ulong length) => Map(physical, length, Table);

    /// <summary>Undoes a mapping; false, with nothing changed, if some page of the range is not mapped here.</summary>
    public static bool Unmap(ulong address, ulong length)
    {
        if (length == 0 || address < Layout.DeviceMapStart || address >= End || length > End - address)
            return false;
        ulong start = Layout.AlignDown(address);
        ulong end = Layout.AlignUp(address + length);
        for (ulong at = start; at < end; at += Layout.PageSize)
        {
            ulong* entry = PageTable.FindEntry(at);
            if (entry == null || *entry == 0)
                return false;
        }

        Remove(start, end);
        return true;
    }

    private static byte* Map(ulong physical, ulong length, ulong flags)
    {
        ulong first = Layout.AlignDown(physical);
        ulong size = Layout.AlignUp(physical + length) - first;
        if (length == 0 || physical + length < physical || (physical + length) >> 52 != 0 || size > Layout.DeviceMapEnd - End)
            return null;

        ulong start = End;
        for (ulong offset = 0; offset < size; offset += Layout.PageSize)
        {
            if (!PageTable.Map(start + offset, first + offset, flags | PageTable.Borrowed))
            {
                Remove(start, start + offset);
                return null;
            }
        }

        s_used += size;
        return (byte*)(start + (physical - first));
    }

    private static void Remove(ulong start, ulong end)
    {
        for (ulong at = start; at < end; at += Layout.PageSize)
        {
            *PageTable.FindEntry(at) = 0;
            Instructions.InvalidatePage(at);
        }
    }
}
