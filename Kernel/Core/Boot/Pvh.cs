using Sabos.Core.Memory;

namespace Sabos.Core.Boot;

/// <summary>The PVH start of day structures (Xen public/arch-x86/hvm/start_info.h).</summary>
internal static unsafe class Pvh
{
    public const uint Magic = 0x336EC578;

    public static void Read(ulong physical)
    {
        // SAFETY: the loader vouches for the structure; it lies in the first GiB, which the boot page tables map.
        var info = (StartInfo*)DirectMap.Pointer(physical);
        if (info->CommandLine != 0)
            BootInformation.SetCommandLine((byte*)DirectMap.Pointer(info->CommandLine));
        BootInformation.RootPointer = info->RootPointer;
        var entries = (MapEntry*)DirectMap.Pointer(info->MemoryMap);
        for (uint i = 0; i < info->MemoryMapEntries; i++)
            BootInformation.AddRegion(entries[i].Address, entries[i].Size, entries[i].Type);
    }

    private struct StartInfo
    {
        public uint Magic;
        public uint Version;
        public uint Flags;
        public uint ModuleCount;
        public ulong ModuleList;
        public ulong CommandLine;
        public ulong RootPointer;
        public ulong MemoryMap;
        public uint MemoryMapEntries;
        public uint Reserved;
    }

    private struct MapEntry
    {
        public ulong Address;
        public ulong Size;
        public uint Type;
        public uint Reserved;
    }
}
