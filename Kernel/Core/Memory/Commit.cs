using Sabos.Core.Program;

namespace Sabos.Core.Memory;

/// <summary>
/// What the program has been promised. Memory it may write is promised when it asks, and refused (ENOMEM) when the frames that are free
/// now do not cover all promises; so a page fault finds a frame, and exhaustion is an OutOfMemoryException. Exempt are stacks and
/// MAP_NORESERVE memory, which cost what they touch. In pages.
/// </summary>
internal static class Commit
{
    /// <summary>Kept for page tables, kernel stacks and the core's heap.</summary>
    private const ulong Reserve = 256;

    /// <summary>Promised pages that have no frame yet.</summary>
    public static ulong Outstanding { get; private set; }

    /// <summary>Pages that could still be promised.</summary>
    public static ulong Available
    {
        get
        {
            // A table for every 512 promised pages.
            ulong spoken = Outstanding + (Outstanding / 512) + ProgramFile.Owed + Reserve;
            return Frames.FreeCount > spoken ? Frames.FreeCount - spoken : 0;
        }
    }

    /// <summary>Whether the core may take frames for itself without breaking a promise; for it alone is the reserve.</summary>
    public static bool CanSpare(ulong pages) => Frames.FreeCount >= Outstanding + ProgramFile.Owed + pages;

    /// <summary>Promises pages; false when there is no memory behind the promise.</summary>
    public static bool TryPromise(ulong pages)
    {
        if (pages > Available)
            return false;
        Outstanding += pages;
        return true;
    }

    /// <summary>Pages got their frames, or are not wanted any more.</summary>
    public static void Settle(ulong pages) => Outstanding -= pages;

    /// <summary>Pages gave their frames back and remain promised.</summary>
    public static void Renew(ulong pages) => Outstanding += pages;
}
