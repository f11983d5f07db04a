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

    public static void Read(ulong physical)
    {
        // SAFETY: the loader vouches for the structure; it lies in the first GiB, which the boot page tables map.
        byte* at = (byte*)DirectMap.Pointer(physical);
        byte* end = at + *(uint*)at;
        at += 8;
        while (at + sizeof(Tag) <= end)
        {
            var tag = (Tag*)at;
            if (tag->Type == EndTag || tag->Size < sizeof(Tag))
                break;
            ReadTag(tag, physical + (ulong)(at - (byte*)DirectMap.Pointer(physical)));
            at += (tag->Size + 7) & ~7u;
        }
    }

    private static void ReadTag(Tag* tag, ulong physical)
    {
        byte* content = (byte*)(tag + 1);
        switch (tag->Type)
        {
            case CommandLineTag:
                BootInformation.SetCommandLine(content);
                break;
            case MemoryMapTag:
                uint entrySize = *(uint*)content;
                for (byte* entry = content + 8; entry + entrySize <= (byte*)tag + tag->Size; entry += entrySize)
                    BootInformation.AddRegion(((ulong*)entry)[0], ((ulong*)entry)[1], ((uint*)entry)[4]);
                break;
            case NewRootPointerTag:
                BootInformation.RootPointer = physical + (ulong)sizeof(Tag);
                break;
            case OldRootPointerTag when BootInformation.RootPointer == 0:
                BootInformation.RootPointer = physical + (ulong)sizeof(Tag);
                break;
            default:
                break;
        }
    }

    private struct Tag
    {
        public uint Type;
        public uint Size;
    }
}
