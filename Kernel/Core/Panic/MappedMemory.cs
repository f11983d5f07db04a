using Sabos.Core.Memory;
using Sabos.Core.Processor;

namespace Sabos.Core.Panic;

/// <summary>Reads of memory that may not be there: they look at the page tables first, and so cannot fault.</summary>
internal static unsafe class MappedMemory
{
    private const int Levels = 4;

    /// <summary>False if the eight bytes at <paramref name="address"/> are unaligned or not mapped.</summary>
    public static bool TryRead(ulong address, out ulong value)
    {
        value = 0;
        if (address % sizeof(ulong) != 0 || !IsMapped(address))
            return false;
        value = *(ulong*)address; // SAFETY: the page is present, and an aligned word lies in one page
        return true;
    }

    public static bool IsMapped(ulong address)
    {
        ulong upper = address >> 47;
        if (upper != 0 && upper != 0x1_FFFF)
            return false;
        ulong table = Instructions.ReadCr3() & PageTable.AddressMask;
        for (int level = Levels; level > 0; level--)
        {
            ulong index = (address >> (12 + (9 * (level - 1)))) & 511;
            ulong entry = ((ulong*)DirectMap.Pointer(table))[index];
            if ((entry & PageTable.Present) == 0)
                return false;
            if ((entry & PageTable.Large) != 0 && level < Levels)
                return true;
            table = entry & PageTable.AddressMask;
        }

        return true;
    }
}
