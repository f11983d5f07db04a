using Sabos.Core.Panic;

namespace Sabos.Core.Memory;

/// <summary>
/// Physical memory by the buddy system: blocks of 2^order frames, naturally aligned, free ones linked through themselves. One byte a
/// frame tells whether a free block begins there and how large it is. Addresses are physical, in bytes.
/// </summary>
internal static unsafe class Frames
{
    public const int MaximumOrder = 14;
    private const int PageShift = 12;
    private const byte FreeHead = 0x80;

    private static byte* s_states;
    private static ulong s_frameCount;
    private static Lists s_lists;

    /// <summary>Free frames.</summary>
    public static ulong FreeCount { get; private set; }

    /// <summary>All frames that were ever given to the allocator.</summary>
    public static ulong TotalCount { get; private set; }

    /// <summary>Starts with no memory at all. <paramref name="states"/> is one zeroed byte for each frame below <paramref name="end"/>.</summary>
    public static void Initialize(byte* states, ulong end)
    {
        s_states = states;
        s_frameCount = end >> PageShift;
    }

    /// <summary>Hands a range over to the allocator.</summary>
    public static void Add(ulong start, ulong end)
    {
        AddUsed(start, end);
        FreeRange(start, end);
    }

    /// <summary>Hands over a range that is in use; <see cref="FreeRange"/> makes its frames free.</summary>
    public static void AddUsed(ulong start, ulong end) => TotalCount += (end - start) >> PageShift;

    /// <summary>One frame with undefined content, or 0.</summary>
    public static ulong Allocate() => AllocateBlock(0, ulong.MaxValue);

    /// <summary>One frame of zeros, or 0.</summary>
    public static ulong AllocateZeroed()
    {
        ulong frame = Allocate();
        if (frame != 0)
            PageOperations.Clear(DirectMap.Pointer(frame));
        return frame;
    }

    public static void Free(ulong frame) => FreeBlock(frame, 0);

    /// <summary>
    /// Contiguous frames for <paramref name="length"/> bytes that end at or below <paramref name="limit"/>, or 0. Give them back with
    /// <see cref="FreeRange"/>.
    /// </summary>
    public static ulong AllocateContiguous(ulong length, ulong limit)
    {
        length = Layout.AlignUp(length);
        int order = 0;
        while (Layout.PageSize << order < length)
        {
            if (++order > MaximumOrder)
                return 0;
        }

        ulong start = AllocateBlock(order, limit);
        if (start != 0)
            FreeRange(start + length, start + (Layout.PageSize << order));
        return start;
    }

    /// <summary>Frees the frames of [start, end) as the largest aligned blocks it consists of.</summary>
    public static void FreeRange(ulong start, ulong end)
    {
        while (start < end)
        {
            int order = 0;
            while (order < MaximumOrder && (start & (Layout.PageSize << order)) == 0 && start + (Layout.PageSize << (order + 1)) <= end)
                order++;
            FreeBlock(start, order);
            start += Layout.PageSize << order;
        }
    }

    private static ulong AllocateBlock(int order, ulong limit)
    {
        ulong size = Layout.PageSize << order;
        for (int at = order; at <= MaximumOrder; at++)
        {
            for (Block* block = Head(at); block != null; block = block->Next)
            {
                ulong start = DirectMap.PhysicalOf(block);
                if (start + size > limit)
                    continue;
                Remove(block, at);
                while (at > order)
                {
                    at--;
                    Insert(start + (Layout.PageSize << at), at);
                }

                FreeCount -= 1ul << order;
                return start;
            }
        }

        return 0;
    }

    private static void FreeBlock(ulong start, int order)
    {
        if ((start >> PageShift) >= s_frameCount || s_states[start >> PageShift] != 0)
            KernelPanic.Stop("a frame is freed twice or is none"u8);
        FreeCount += 1ul << order;
        while (order < MaximumOrder)
        {
            ulong buddy = start ^ (Layout.PageSize << order);
            if ((buddy >> PageShift) >= s_frameCount || s_states[buddy >> PageShift] != (FreeHead | order))
                break;
            Remove((Block*)DirectMap.Pointer(buddy), order);
            start &= ~(Layout.PageSize << order);
            order++;
        }

        Insert(start, order);
    }

    private static Block* Head(int order) => (Block*)s_lists.Heads[order];

    private static void Insert(ulong start, int order)
    {
        // SAFETY: a free frame belongs to the allocator, so its first bytes may hold the links.
        var block = (Block*)DirectMap.Pointer(start);
        Block* head = Head(order);
        block->Previous = null;
        block->Next = head;
        if (head != null)
            head->Previous = block;
        s_lists.Heads[order] = (ulong)block;
        s_states[start >> PageShift] = (byte)(FreeHead | order);
    }

    private static void Remove(Block* block, int order)
    {
        if (block->Previous != null)
            block->Previous->Next = block->Next;
        else
            s_lists.Heads[order] = (ulong)block->Next;
        if (block->Next != null)
            block->Next->Previous = block->Previous;
        s_states[DirectMap.PhysicalOf(block) >> PageShift] = 0;
    }

    private struct Block
    {
        public Block* Previous;
        public Block* Next;
    }

    private struct Lists
    {
        public fixed ulong Heads[MaximumOrder + 1];
    }
}
