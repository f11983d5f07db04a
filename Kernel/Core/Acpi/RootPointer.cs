using Sabos.Core.Memory;

namespace Sabos.Core.Acpi;

/// <summary>Finds the RSDP, ACPI 6.5 section 5.2.5: where the loader says, else in the BIOS areas.</summary>
internal static unsafe class RootPointer
{
    private const ulong Signature = 0x2052_5450_2044_5352; // "RSD PTR "
    private const uint FirstVersionLength = 20;
    private const uint ExtendedLength = 36;
    private const ulong EbdaSegment = 0x40E;
    private const ulong EbdaScanLength = 1024;
    private const ulong BiosStart = 0xE0000;
    private const ulong BiosEnd = 0x10_0000;

    /// <summary>Physical address of the RSDP, or 0 when there is none.</summary>
    public static ulong PhysicalAddress { get; private set; }

    /// <summary>Looks at the loader's <paramref name="hint"/> (a physical address, 0 for none), then searches.</summary>
    public static void Find(ulong hint)
    {
        if (hint != 0 && TryTake(hint))
            return;
        ulong ebda = (ulong)*(ushort*)DirectMap.Pointer(EbdaSegment) << 4;
        if (!TrySearch(ebda, ebda + EbdaScanLength))
            TrySearch(BiosStart, BiosEnd);
    }

    /// <summary>Physical address of the XSDT, or of the RSDT where that is all there is.</summary>
    public static ulong SystemTable { get; private set; }

    /// <summary>Size of an entry of <see cref="SystemTable"/>, in bytes: 8 in the XSDT, 4 in the RSDT.</summary>
    public static uint EntrySize { get; private set; }

    private static bool TrySearch(ulong start, ulong end)
    {
        if (start == 0 || end > BiosEnd)
            return false;
        for (ulong at = (start + 15) & ~15UL; at < end; at += 16)
        {
            if (*(ulong*)DirectMap.Pointer(at) == Signature && TryTake(at))
                return true;
        }

        return false;
    }

    private static bool TryTake(ulong physical)
    {
        byte* bytes = DeviceMemory.MapTable(physical, ExtendedLength);
        if (bytes == null)
            return false;
        TableBytes first = new(bytes, FirstVersionLength);
        TableBytes whole = new(bytes, ExtendedLength);
        bool extended = first.Byte(15) >= 2 && whole.QuadWord(24) != 0;
        bool valid = first.QuadWord(0) == Signature && first.HasValidChecksum() && (!extended || whole.HasValidChecksum());
        if (valid)
        {
            PhysicalAddress = physical;
            SystemTable = extended ? whole.QuadWord(24) : first.DoubleWord(16);
            EntrySize = extended ? 8U : 4U;
        }

        DeviceMemory.Unmap((ulong)bytes, ExtendedLength);
        return valid;
    }
}
