using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Devices;

/// <summary>Physically contiguous memory for devices. The program sees it through the direct map.</summary>
internal static unsafe class DmaBlocks
{
    private static Block* s_first;

    /// <summary>Address of zeroed memory that ends at or below <paramref name="limit"/> (0: no limit), or a negated errno.</summary>
    public static long Allocate(ulong length, ulong limit, ulong physicalAddress)
    {
        ulong most = Layout.PageSize << Frames.MaximumOrder;
        if (length == 0 || length > most)
            return Errno.EINVAL;
        ulong size = Layout.AlignUp(length);
        if (size / Layout.PageSize > Commit.Available)
            return Errno.ENOMEM;
        Block* block = Heap.Allocate<Block>();
        if (block == null)
            return Errno.ENOMEM;
        ulong physical = Frames.AllocateContiguous(size, limit == 0 ? ulong.MaxValue : limit);
        if (physical == 0 || !UserMemory.TryWrite64(physicalAddress, physical))
        {
            if (physical != 0)
                Frames.FreeRange(physical, physical + size);
            Heap.Free(block);
            return physical == 0 ? Errno.ENOMEM : Errno.EFAULT;
        }

        void* memory = DirectMap.Pointer(physical);
        PageOperations.Fill(memory, 0, size);
        block->Physical = physical;
        block->Length = length;
        block->Next = s_first;
        s_first = block;
        return (long)memory;
    }

    /// <summary>Gives back exactly what <see cref="Allocate"/> gave out: 0, or -EINVAL.</summary>
    public static long Free(ulong address, ulong length)
    {
        for (Block** link = LinkToFirst(); *link != null; link = &(*link)->Next)
        {
            Block* block = *link;
            if ((ulong)DirectMap.Pointer(block->Physical) != address || block->Length != length)
                continue;
            *link = block->Next;
            Frames.FreeRange(block->Physical, block->Physical + Layout.AlignUp(length));
            Heap.Free(block);
            return 0;
        }

        return Errno.EINVAL;
    }

    private static Block** LinkToFirst()
    {
        fixed (Block** link = &s_first)
            return link; // SAFETY: a static field without references does not move
    }

    private struct Block
    {
        public Block* Next;
        public ulong Physical;
        public ulong Length;
    }
}
