using Sabos.Core.Panic;

namespace Sabos.Core.Memory;

/// <summary>
/// Memory for the core's own objects, zeroed. Sizes up to half a page are rounded up to a power of two and come from a free list of
/// that size; larger ones are whole frames. The size is given again on <see cref="Free(void*, ulong)"/>.
/// </summary>
internal static unsafe class Heap
{
    private const int SmallestShift = 5;
    private const int LargestShift = 11;

    private static FreeLists s_free;

    /// <summary>A zeroed <typeparamref name="T"/>, or null when memory is exhausted.</summary>
    public static T* Allocate<T>() where T : unmanaged => (T*)Allocate((ulong)sizeof(T));

    public static void Free<T>(T* pointer) where T : unmanaged => Free(pointer, (ulong)sizeof(T));

    /// <summary>Zeroed bytes, aligned to at least 32, or null when memory is exhausted.</summary>
    public static void* Allocate(ulong size)
    {
        if (size > 1ul << LargestShift)
            return AllocateFrames(size);
        int shift = ShiftOf(size);
        var cell = (Cell*)s_free.Heads[shift];
        if (cell == null && !Carve(shift))
            return null;
        cell = (Cell*)s_free.Heads[shift];
        s_free.Heads[shift] = (ulong)cell->Next;
        PageOperations.Fill(cell, 0, 1ul << shift);
        return cell;
    }

    public static void Free(void* pointer, ulong size)
    {
        if (pointer == null)
            return;
        if (size > 1ul << LargestShift)
        {
            ulong start = DirectMap.PhysicalOf(pointer);
            Frames.FreeRange(start, start + Layout.AlignUp(size));
            return;
        }

        int shift = ShiftOf(size);
        var cell = (Cell*)pointer;
        cell->Next = (Cell*)s_free.Heads[shift];
        s_free.Heads[shift] = (ulong)cell;
    }

    /// <summary>Moves a growing array to room for <paramref name="newSize"/> bytes; null (and the old one kept) when memory is exhausted.</summary>
    public static void* Grow(void* pointer, ulong size, ulong newSize)
    {
        void* larger = Allocate(newSize);
        if (larger == null)
            return null;
        PageOperations.Copy(larger, pointer, size);
        Free(pointer, size);
        return larger;
    }

    /// <summary>As <see cref="Allocate{T}"/>, for what the boot cannot do without.</summary>
    public static T* Require<T>() where T : unmanaged
    {
        T* pointer = Allocate<T>();
        if (pointer == null)
            KernelPanic.Stop("out of memory during the boot"u8);
        return pointer;
    }

    private static void* AllocateFrames(ulong size)
    {
        ulong start = Commit.CanSpare(Layout.AlignUp(size) / Layout.PageSize) ? Frames.AllocateContiguous(size, ulong.MaxValue) : 0;
        if (start == 0)
            return null;
        void* pointer = DirectMap.Pointer(start);
        PageOperations.Fill(pointer, 0, Layout.AlignUp(size));
        return pointer;
    }

    private static int ShiftOf(ulong size)
    {
        int shift = SmallestShift;
        while (1ul << shift < size)
            shift++;
        return shift;
    }

    private static bool Carve(int shift)
    {
        ulong frame = Commit.CanSpare(1) ? Frames.Allocate() : 0;
        if (frame == 0)
            return false;
        byte* page = (byte*)DirectMap.Pointer(frame);
        for (ulong at = 0; at < Layout.PageSize; at += 1ul << shift)
            Free(page + at, 1ul << shift);
        return true;
    }

    private struct Cell
    {
        public Cell* Next;
    }

    private struct FreeLists
    {
        public fixed ulong Heads[LargestShift + 1];
    }
}
