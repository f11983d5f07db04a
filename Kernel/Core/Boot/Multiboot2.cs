using Sabos.Core.Memory;

namespace Sabos.Core.Boot;

/// <summary>The multiboot2 information structure (specification 2.0, 3.6): a list of tags, each aligned to 8 bytes.</summary>
internal static unsafe class Multiboot2
{
    public const uint Magic = 0x36D76289;

    private const uint EndTag = 0;
    private const uint CommandLineTag = 1;
    private const uint MemoryMapTag = 6;
    private const uint OldRootPointerTag = 14;
    private const uint NewRootPointerTag = 15;
    private const uint HeaderLength = 8;
    private const uint MemoryMapHeader = 8;
    private const uint MinimumEntry = 20;

    public static void Read(ulong physical)
    {
        BootInformation.RequireReachable(physical, HeaderLength);
        // SAFETY: the structure lies within what the boot's page tables map.
        byte* at = (byte*)DirectMap.Pointer(physical);
        uint length = *(uint*)at;
        BootInformation.RequireReachable(physical, length);
        byte* end = at + length;
        at += HeaderLength;
        while (end - at >= sizeof(Tag))
        {
            var tag = (Tag*)at;
            if (tag->Type == EndTag || tag->Size < sizeof(Tag) || tag->Size > end - at)
                break;
            ReadTag(tag);
            at += ((ulong)tag->Size + 7) & ~7ul;
        }
    }

    private static void ReadTag(Tag* tag)
    {
        byte* content = (byte*)(tag + 1);
        uint length = tag->Size - (uint)sizeof(Tag);
        switch (tag->Type)
        {
            case CommandLineTag when length > 0 && content[length - 1] == 0:
                BootInformation.SetCommandLine(content);
                break;
            case MemoryMapTag when length >= MemoryMapHeader:
                ReadMemoryMap(content, length);
                break;
            case NewRootPointerTag:
                BootInformation.CopyRootPointer(content, length);
                break;
            case OldRootPointerTag when BootInformation.RootPointer == 0:
                BootInformation.CopyRootPointer(content, length);
                break;
            default:
                break;
        }
    }

    private static void ReadMemoryMap(byte* content, uint length)
    {
        uint entrySize = *(uint*)content;
        if (entrySize < MinimumEntry)
            return;
        for (uint at = MemoryMapHeader; length - at >= entrySize; at += entrySize)
        {
            byte* entry = content + at;
            BootInformation.AddRegion(((ulong*)entry)[0], ((ulong*)entry)[1], ((uint*)entry)[4]);
        }
    }

    private struct Tag
    {
        public uint Type;
        public uint Size;
    }
}
