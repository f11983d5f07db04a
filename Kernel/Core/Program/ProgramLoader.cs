using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Program;

/// <summary>
/// Maps the embedded executable. Pages of its file are mapped where they lie in the image; only the first and last page of a writable
/// segment, which may show bytes of its neighbours, are copied.
/// </summary>
internal static unsafe class ProgramLoader
{
    /// <summary>The program's entry point.</summary>
    public static ulong Entry => Header->Entry;

    /// <summary>Address of the program headers in the program's memory.</summary>
    public static ulong SegmentTable { get; private set; }

    public static ulong SegmentCount => Header->SegmentCount;

    private static ElfHeader* Header => (ElfHeader*)DirectMap.Pointer(Layout.ProgramFileStart);

    public static void Load()
    {
        ulong length = Layout.ProgramFileEnd - Layout.ProgramFileStart;
        if (length < (ulong)sizeof(ElfHeader) || Header->Identification != ElfHeader.Magic || Header->Type != ElfHeader.Executable
            || Header->Machine != ElfHeader.X86_64 || Header->SegmentEntryLength != sizeof(ElfSegment)
            || Header->SegmentOffset + (SegmentCount * (ulong)sizeof(ElfSegment)) > length)
            KernelPanic.Stop("the embedded program is no static x86-64 executable"u8);

        ulong end = 0;
        var segments = (ElfSegment*)((byte*)Header + Header->SegmentOffset);
        for (ulong i = 0; i < SegmentCount; i++)
        {
            if (segments[i].Type != ElfSegment.Load)
                continue;
            if (segments[i].Offset + segments[i].FileLength > length || segments[i].Offset % Layout.PageSize != segments[i].Address % Layout.PageSize)
                KernelPanic.Stop("the embedded program has a segment outside its file"u8);
            Map(segments[i]);
            if (Header->SegmentOffset >= segments[i].Offset && Header->SegmentOffset < segments[i].Offset + segments[i].FileLength)
                SegmentTable = segments[i].Address + Header->SegmentOffset - segments[i].Offset;
            if (segments[i].Address + segments[i].MemoryLength > end)
                end = segments[i].Address + segments[i].MemoryLength;
        }

        MemoryCalls.SetBreakStart(end);
    }

    private static void Map(ElfSegment segment)
    {
        ulong start = Layout.AlignDown(segment.Address);
        ulong fileEnd = Layout.AlignUp(segment.Address + segment.FileLength);
        ulong end = Layout.AlignUp(segment.Address + segment.MemoryLength);
        ulong file = Layout.ProgramFileStart + Layout.AlignDown(segment.Offset);
        uint protection = ProtectionOf(segment.Flags);
        Require(AreaList.Reserve(4));
        AreaList.Insert(new Area { Start = start, End = fileEnd, Protection = protection, Kind = AreaKind.Program });
        Require(end == fileEnd || ProgramMemory.MapAnonymous(fileEnd, end - fileEnd, protection, AreaKind.Anonymous) == 0);
        for (ulong at = start; at < fileEnd; at += Layout.PageSize)
        {
            bool whole = at >= segment.Address && at + Layout.PageSize <= segment.Address + segment.FileLength;
            ulong flags = ProgramMemory.EntryFlags(protection);
            if (whole || (protection & Protection.Write) == 0)
                Require(PageTable.Map(at, file + at - start, flags | PageTable.Borrowed));
            else
                Require(PageTable.Map(at, CopyOfPart(segment, at, file + at - start), flags));
        }
    }

    // A page of the file of which only a part is the segment's; the rest reads as zero.
    private static ulong CopyOfPart(ElfSegment segment, ulong page, ulong file)
    {
        ulong frame = Frames.AllocateZeroed();
        Require(frame != 0);
        ulong from = page > segment.Address ? page : segment.Address;
        ulong segmentEnd = segment.Address + segment.FileLength;
        ulong to = page + Layout.PageSize < segmentEnd ? page + Layout.PageSize : segmentEnd;
        PageOperations.Copy((byte*)DirectMap.Pointer(frame) + (from - page), (byte*)DirectMap.Pointer(file) + (from - page), to - from);
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
