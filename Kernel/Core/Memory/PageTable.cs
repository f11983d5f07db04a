using Sabos.Core.Processor;

namespace Sabos.Core.Memory;

/// <summary>
/// The one set of page tables (Intel SDM 3A, 4.5): four levels of 512 entries. An entry that is not zero owns or borrows a frame even
/// while it is not present, so that PROT_NONE keeps what a page holds.
/// </summary>
internal static unsafe class PageTable
{
    public const ulong Present = 1;
    public const ulong Writable = 2;
    public const ulong WriteThrough = 1 << 3;
    public const ulong CacheDisable = 1 << 4;
    public const ulong Large = 1 << 7;
    public const ulong Global = 1 << 8;

    /// <summary>Ours: the frame belongs to someone else and is not freed with the mapping.</summary>
    public const ulong Borrowed = 1 << 9;

    public const ulong NoExecute = 1ul << 63;
    public const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    private const int EntryCount = 512;

    private static ulong s_root;

    /// <summary>False as long as the tables are those of the first instructions.</summary>
    public static bool Exists => s_root != 0;

    /// <summary>Uses <paramref name="root"/> (physical) from now on.</summary>
    public static void Activate(ulong root)
    {
        s_root = root;
        Instructions.WriteCr3(root);
    }

    public static void SetRoot(ulong root) => s_root = root;

    public static void FlushAll() => Instructions.WriteCr3(s_root);

    /// <summary>The last-level entry for <paramref name="address"/>, with tables made on the way; null when memory is exhausted.</summary>
    public static ulong* EntryFor(ulong address) => Descend(address, 1, true);

    /// <summary>The last-level entry for <paramref name="address"/>, or null where there is no table.</summary>
    public static ulong* FindEntry(ulong address) => Descend(address, 1, false);

    /// <summary>Maps one page; false when memory for a table is exhausted. The page must not be mapped yet.</summary>
    public static bool Map(ulong address, ulong physical, ulong flags)
    {
        ulong* entry = EntryFor(address);
        if (entry == null)
            return false;
        *entry = physical | flags | Present;
        return true;
    }

    /// <summary>Maps one 2 MiB page.</summary>
    public static bool MapLarge(ulong address, ulong physical, ulong flags)
    {
        ulong* entry = Descend(address, 2, true);
        if (entry == null)
            return false;
        *entry = physical | flags | Large | Present;
        return true;
    }

    /// <summary>First address at or after <paramref name="address"/> whose last-level table exists, or <paramref name="end"/>.</summary>
    public static ulong NextWithTable(ulong address, ulong end)
    {
        while (address < end)
        {
            ulong table = s_root;
            int level = 4;
            for (; level > 1; level--)
            {
                ulong entry = ((ulong*)DirectMap.Pointer(table))[IndexAt(address, level)];
                if ((entry & Present) == 0)
                    break;
                table = entry & AddressMask;
            }

            if (level == 1)
                return address;
            ulong span = 1ul << (12 + (9 * (level - 1)));
            address = (address & ~(span - 1)) + span;
        }

        return end;
    }

    /// <summary>Frees the last-level table of the 2 MiB at <paramref name="address"/>, whose entries must all be zero.</summary>
    public static void FreeTable(ulong address)
    {
        ulong* entry = Descend(address, 2, false);
        Frames.Free(*entry & AddressMask);
        *entry = 0;
    }

    private static ulong* Descend(ulong address, int lastLevel, bool create)
    {
        ulong table = s_root;
        for (int level = 4; ; level--)
        {
            // SAFETY: tables are frames of ours, seen through the direct map.
            ulong* entry = (ulong*)DirectMap.Pointer(table) + IndexAt(address, level);
            if (level == lastLevel)
                return entry;
            if ((*entry & Present) == 0)
            {
                if (!create)
                    return null;
                ulong next = Frames.AllocateZeroed();
                if (next == 0)
                    return null;
                *entry = next | Present | Writable;
            }

            table = *entry & AddressMask;
        }
    }

    private static ulong IndexAt(ulong address, int level) => (address >> (12 + (9 * (level - 1)))) & (EntryCount - 1);
}
