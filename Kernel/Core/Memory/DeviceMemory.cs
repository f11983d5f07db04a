namespace Sabos.Core.Memory;

/// <summary>Mappings of physical addresses that are not memory of ours: device registers and firmware tables.</summary>
internal static unsafe class DeviceMemory
{
    private static ulong s_next;

    /// <summary>Maps any range of bytes; the result points at the first. Null when memory for page tables is exhausted.</summary>
    public static void* Map(ulong physical, ulong length, ulong flags)
    {
        if (s_next == 0)
            s_next = Layout.DeviceMapStart;
        ulong first = Layout.AlignDown(physical);
        ulong end = Layout.AlignUp(physical + length);
        ulong start = s_next;
        s_next += end - first + Layout.PageSize;
        for (ulong at = first; at < end; at += Layout.PageSize)
        {
            if (!PageTable.Map(start + at - first, at, flags | PageTable.NoExecute | PageTable.Borrowed))
                return null;
        }

        return (void*)(start + physical - first);
    }

    public static void* MapRegisters(ulong physical, ulong length)
        => Map(physical, length, PageTable.Writable | PageTable.CacheDisable | PageTable.WriteThrough);

    /// <summary>Maps a firmware table, read only.</summary>
    public static void* MapTable(ulong physical, ulong length) => Map(physical, length, 0);
}
