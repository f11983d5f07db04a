using Sabos.Core.Memory;
using Sabos.Core.Panic;

namespace Sabos.Core.Boot;

/// <summary>The PVH start of day structures (Xen public/arch-x86/hvm/start_info.h).</summary>
internal static unsafe class Pvh
{
    public const uint Magic = 0x336EC578;

    public static void Read(ulong physical)
    {
        BootInformation.RequireReachable(physical, (ulong)sizeof(StartInfo));
        // SAFETY: this structure and what it points at lie within what the boot's page tables map.
        var info = (StartInfo*)DirectMap.Pointer(physical);
        if (info->Magic != Magic || info->Version == 0)
            KernelPanic.Stop("the PVH start information has no memory map"u8);
        if (info->CommandLine != 0)
        {
            BootInformation.RequireReachable(info->CommandLine, BootInformation.MaximumCommandLine);
            BootInformation.SetCommandLine((byte*)DirectMap.Pointer(info->CommandLine));
        }

        BootInformation.SetRootPointer(info->RootPointer);
        BootInformation.RequireReachable(info->MemoryMap, (ulong)info->MemoryMapEntries * (ulong)sizeof(MapEntry));
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
