using Sabos.Core.Panic;

namespace Sabos.Core.Memory;

/// <summary>
/// Stacks for the core's side of threads: four pages at the top of a slot of eight, so that running over the end hits unmapped pages.
/// A few that are out of use stay mapped; their last word links them.
/// </summary>
internal static unsafe class KernelStack
{
    public const ulong Length = 4 * Layout.PageSize;
    private const ulong SlotLength = 8 * Layout.PageSize;
    private const int MaximumCached = 32;

    private static ulong s_cached;
    private static int s_cachedCount;
    private static FreeSlot* s_freeSlots;
    private static ulong s_nextSlot;

    /// <summary>The top (one past the last byte) of a stack, or 0 when memory is exhausted.</summary>
    public static ulong Allocate()
    {
        if (s_cached != 0)
        {
            ulong top = s_cached;
            s_cached = *Link(top);
            s_cachedCount--;
            return top;
        }

        if (!Commit.CanSpare((Length / Layout.PageSize) + 1))
            return 0;
        ulong slot = TakeSlot();
        for (ulong at = slot - Length; at < slot; at += Layout.PageSize)
        {
            ulong frame = Frames.AllocateZeroed();
            if (frame == 0 || !PageTable.Map(at, frame, PageTable.Writable | PageTable.NoExecute))
            {
                if (frame != 0)
                    Frames.Free(frame);
                Unmap(slot - Length, at);
                GiveSlotBack(slot);
                return 0;
            }
        }

        return slot;
    }

    /// <summary>Gives back a stack that nobody stands on.</summary>
    public static void Free(ulong top)
    {
        if (s_cachedCount < MaximumCached)
        {
            *Link(top) = s_cached;
            s_cached = top;
            s_cachedCount++;
            return;
        }

        Unmap(top - Length, top);
        GiveSlotBack(top);
    }

    /// <summary>As <see cref="Allocate"/>, for what the boot cannot do without.</summary>
    public static ulong Require()
    {
        ulong top = Allocate();
        if (top == 0)
            KernelPanic.Stop("out of memory during the boot"u8);
        return top;
    }

    /// <summary>Whether <paramref name="address"/> lies in the unmapped part of some slot.</summary>
    public static bool IsGuard(ulong address)
        => address >= Layout.KernelStacksStart && address < Layout.KernelStacksStart + (s_nextSlot * SlotLength)
            && address % SlotLength < SlotLength - Length;

    private static ulong* Link(ulong top) => (ulong*)(top - sizeof(ulong));

    private static void Unmap(ulong start, ulong end)
    {
        for (ulong at = start; at < end; at += Layout.PageSize)
        {
            ulong* entry = PageTable.FindEntry(at);
            Frames.Free(*entry & PageTable.AddressMask);
            *entry = 0;
            Processor.Instructions.InvalidatePage(at);
        }
    }

    private static ulong TakeSlot()
    {
        if (s_freeSlots == null)
            return Layout.KernelStacksStart + (++s_nextSlot * SlotLength);
        FreeSlot* slot = s_freeSlots;
        ulong top = slot->Top;
        s_freeSlots = slot->Next;
        Heap.Free(slot);
        return top;
    }

    // When not even this little memory is left, the slot's addresses are lost, of which there are 2^43.
    private static void GiveSlotBack(ulong top)
    {
        FreeSlot* slot = Heap.Allocate<FreeSlot>();
        if (slot == null)
            return;
        slot->Top = top;
        slot->Next = s_freeSlots;
        s_freeSlots = slot;
    }

    private struct FreeSlot
    {
        public FreeSlot* Next;
        public ulong Top;
    }
}
