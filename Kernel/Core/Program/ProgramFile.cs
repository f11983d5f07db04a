using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Program;

/// <summary>
/// The program's ELF file, which the image holds packed (<see cref="Lz4Frame"/>). A block is unpacked when one of its pages is first wanted,
/// to frames that stay; then the frames in which it lay packed are free. The core sees what is unpacked at
/// <see cref="Layout.ProgramFileStart"/>, in one piece.
/// </summary>
internal static unsafe class ProgramFile
{
    private static Lz4Frame s_frame;
    private static uint* s_positions;
    private static ulong s_pagesLeft;
    private static ulong s_packedFrames;

    /// <summary>In bytes.</summary>
    public static ulong Length => s_frame.ContentLength;

    /// <summary>
    /// Frames that what is still packed will take, beyond those it gives back: they are spoken for.
    /// </summary>
    public static ulong Owed => s_pagesLeft > s_packedFrames ? s_pagesLeft - s_packedFrames : 0;

    /// <summary>Reads where the blocks are; unpacks nothing.</summary>
    public static void Open()
    {
        ulong packedLength = Layout.ImageEnd - Layout.PackedProgramStart;
        if (!Lz4Frame.TryOpen((byte*)DirectMap.Pointer(Layout.PackedProgramStart), packedLength, out s_frame))
            StopDamaged();
        s_positions = (uint*)Heap.Allocate((s_frame.BlockCount + 1ul) * sizeof(uint));
        if (s_positions == null)
            KernelPanic.Stop("not enough memory for the program's blocks"u8);
        if (!s_frame.TryFindBlocks(packedLength, s_positions))
            StopDamaged();
        s_pagesLeft = Layout.AlignUp(Length) / Layout.PageSize;
        s_packedFrames = packedLength / Layout.PageSize;
    }

    /// <summary>The byte at <paramref name="offset"/>, and what follows in its block.</summary>
    public static void* At(ulong offset)
    {
        uint block = (uint)(offset / Lz4Frame.BlockLength);
        if (!IsUnpacked(block))
            Unpack(block);
        return (void*)(Layout.ProgramFileStart + offset);
    }

    /// <summary>The frame (physical) with the page at <paramref name="offset"/>.</summary>
    public static ulong FrameAt(ulong offset) => *PageTable.FindEntry((ulong)At(offset)) & PageTable.AddressMask;

    private static bool IsUnpacked(uint block)
    {
        ulong* entry = PageTable.FindEntry(AddressOf(block));
        return entry != null && *entry != 0;
    }

    private static ulong AddressOf(uint block) => Layout.ProgramFileStart + (block * Lz4Frame.BlockLength);

    private static void Unpack(uint block)
    {
        ulong start = AddressOf(block);
        ulong length = Length - (block * Lz4Frame.BlockLength);
        length = length < Lz4Frame.BlockLength ? length : Lz4Frame.BlockLength;
        for (ulong at = start; at < start + length; at += Layout.PageSize)
        {
            ulong frame = Frames.Allocate();
            if (frame == 0 || !PageTable.Map(at, frame, PageTable.Writable | PageTable.NoExecute))
                KernelPanic.Stop("no frame left for a part of the program"u8);
        }

        if (!s_frame.TryUnpack(s_positions[block], (byte*)start, length))
            StopDamaged();
        PageOperations.Fill((void*)(start + length), 0, Layout.AlignUp(length) - length);
        s_pagesLeft -= Layout.AlignUp(length) / Layout.PageSize;
        Release(block);
    }

    // A frame that holds parts of several blocks goes with the last of them.
    private static void Release(uint block)
    {
        ulong first = Layout.AlignDown(s_positions[block]);
        ulong end = Layout.AlignUp(s_positions[block + 1]);
        if (IsNeeded(first))
            first += Layout.PageSize;
        if (first < end && IsNeeded(end - Layout.PageSize))
            end -= Layout.PageSize;
        if (first >= end)
            return;
        Frames.FreeRange(Layout.PackedProgramStart + first, Layout.PackedProgramStart + end);
        s_packedFrames -= (end - first) / Layout.PageSize;
    }

    // Whether a block that is still packed has bytes in the frame at this distance from the first.
    private static bool IsNeeded(ulong frame)
    {
        for (uint i = 0; i < s_frame.BlockCount && s_positions[i] < frame + Layout.PageSize; i++)
        {
            if (s_positions[i + 1] > frame && !IsUnpacked(i))
                return true;
        }

        return false;
    }

    private static void StopDamaged() => KernelPanic.Stop("the program in the image is damaged"u8);
}
