using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Program;

/// <summary>
/// Maps the program's executable. Its pages are those of <see cref="ProgramFile"/>, mapped when they are touched; only the first and last
/// page of a writable segment, which may show bytes of its neighbours, are copied.
/// </summary>
internal static unsafe class ProgramLoader
{
    /// <summary>The program's entry point.</summary>
    public static ulong Entry => Header->Entry;

    /// <summary>Address of the program headers in the program's memory.</summary>
    public static ulong SegmentTable { get; private set; }

    public static ulong SegmentCount => Header->SegmentCount;

    private static ElfHeader* Header => (ElfHeader*)ProgramFile.At(0);

    private static ElfSegment* Segments => (ElfSegment*)((byte*)Header + Header->SegmentOffset);

    /// <summary>Reserves the addresses of the program's segments.</summary>
    public static void Load()
    {
        ProgramFile.Open();
        ulong length = ProgramFile.Length;
        // The headers are read where the first block is unpacked.
        ulong headers = length < Lz4Frame.BlockLength ? length : Lz4Frame.BlockLength;
        if (headers < (ulong)sizeof(ElfHeader) || Header->Identification != ElfHeader.Magic || Header->Type != ElfHeader.Executable
            || Header->Machine != ElfHeader.X86_64 || Header->SegmentEntryLength != sizeof(ElfSegment) || Header->SegmentOffset > headers
            || SegmentCount * (ulong)sizeof(ElfSegment) > headers - Header->SegmentOffset)
            KernelPanic.Stop("the embedded program is no static x86-64 executable"u8);

        ulong end = 0;
        for (ulong i = 0; i < SegmentCount; i++)
        {
            ElfSegment segment = Segments[i];
            if (segment.Type != ElfSegment.Load)
                continue;
            if (segment.Offset > length || segment.FileLength > length - segment.Offset || segment.Offset % Layout.PageSize != segment.Address % Layout.PageSize)
                KernelPanic.Stop("the embedded program has a segment outside its file"u8);
            Reserve(segment);
            if (Header->SegmentOffset >= segment.Offset && Header->SegmentOffset < segment.Offset + segment.FileLength)
                SegmentTable = segment.Address + Header->SegmentOffset - segment.Offset;
            if (segment.Address + segment.MemoryLength > end)
                end = segment.Address + segment.MemoryLength;
        }

        MemoryCalls.SetBreakStart(end);
    }

    /// <summary>
    /// Maps the page at <paramref name="address"/> of a program's area, and those around it that were unpacked with it.
    /// </summary>
    public static void MapAround(ulong address, Area area)
    {
        for (ulong i = 0; i < SegmentCount; i++)
        {
            ElfSegment segment = Segments[i];
            ulong start = Layout.AlignDown(segment.Address);
            ulong end = Layout.AlignUp(segment.Address + segment.FileLength);
            if (segment.Type != ElfSegment.Load || address < start || address >= end)
                continue;
            ulong offset = Layout.AlignDown(segment.Offset) + address - start;
            ulong before = offset % Lz4Frame.BlockLength;
            ulong after = Lz4Frame.BlockLength - before;
            start = address - start > before ? address - before : start;
            end = end - address > after ? address + after : end;
            start = start > area.Start ? start : area.Start;
            end = end < area.End ? end : area.End;
            for (ulong at = start; at < end; at += Layout.PageSize)
                MapPage(segment, at, offset + at - address, ProgramMemory.EntryFlags(area.Protection));
        }
    }

    private static void Reserve(ElfSegment segment)
    {
        ulong start = Layout.AlignDown(segment.Address);
        ulong fileEnd = Layout.AlignUp(segment.Address + segment.FileLength);
        ulong end = Layout.AlignUp(segment.Address + segment.MemoryLength);
        uint protection = ProtectionOf(segment.Flags);
        Require(AreaList.Reserve(4));
        AreaList.Insert(new Area { Start = start, End = fileEnd, Protection = protection, Kind = AreaKind.Program });
        Require(end == fileEnd || ProgramMemory.MapAnonymous(fileEnd, end - fileEnd, protection, AreaKind.Anonymous) == 0);
    }

    private static void MapPage(ElfSegment segment, ulong page, ulong offset, ulong flags)
    {
        ulong* entry = PageTable.EntryFor(page);
        Require(entry != null);
        if (*entry != 0)
            return;
        bool isWhole = page >= segment.Address && page + Layout.PageSize <= segment.Address + segment.FileLength;
        if (isWhole || (segment.Flags & ElfSegment.WriteFlag) == 0)
            *entry = ProgramFile.FrameAt(offset) | flags | PageTable.Borrowed;
        else
            *entry = CopyOfPart(segment, page, offset) | flags;
    }

    // A page of the file of which only a part is the segment's; the rest reads as zero.
    private static ulong CopyOfPart(ElfSegment segment, ulong page, ulong offset)
    {
        ulong frame = Frames.AllocateZeroed();
        Require(frame != 0);
        ulong from = page > segment.Address ? page : segment.Address;
        ulong segmentEnd = segment.Address + segment.FileLength;
        ulong to = page + Layout.PageSize < segmentEnd ? page + Layout.PageSize : segmentEnd;
        PageOperations.Copy((byte*)DirectMap.Pointer(frame) + (from - page), (byte*)ProgramFile.At(offset) + (from - page), to - from);
        return frame;
    }

    private static uint ProtectionOf(uint flags)
        => ((flags & ElfSegment.ReadFlag) != 0 ? Protection.Read : 0)
            | ((flags & ElfSegment.WriteFlag) != 0 ? Protection.Write : 0)
            | ((flags & ElfSegment.ExecuteFlag) != 0 ? Protection.Execute : 0);

    private static void Require(bool done)
    {
        if (!done)
            KernelPanic.Stop("not enough memory to map the program"u8);
    }
}
