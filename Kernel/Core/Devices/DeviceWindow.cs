using Sabos.Abi;
using Sabos.Core.Acpi;
using Sabos.Core.Boot;
using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Devices;

/// <summary>Mappings of device registers and firmware tables that the program asks for. Memory is not among what it may ask for.</summary>
internal static unsafe class DeviceWindow
{
    private const ulong RootPointerLength = 36;

    /// <summary>Address of the mapping, or -EINVAL, -EPERM, -ENOMEM.</summary>
    public static long Map(ulong physical, ulong length, ulong kind)
    {
        if (length == 0 || physical + length < physical || kind > DeviceMapping.FirmwareTable)
            return Errno.EINVAL;
        if (TouchesMemory(physical, length) && !IsRootPointer(physical, length, kind))
            return Errno.EPERM;
        void* address = kind == DeviceMapping.Registers ? DeviceMemory.MapRegisters(physical, length) : DeviceMemory.MapTable(physical, length);
        return address == null ? Errno.ENOMEM : (long)address;
    }

    public static long Unmap(ulong address, ulong length) => DeviceMemory.Unmap(address, length) ? 0 : Errno.EINVAL;

    // The pages that would be mapped, against the memory that the core gives out.
    private static bool TouchesMemory(ulong physical, ulong length)
    {
        ulong start = Layout.AlignDown(physical);
        ulong end = Layout.AlignUp(physical + length);
        for (int i = 0; i < BootInformation.RegionCount; i++)
        {
            MemoryRegion region = BootInformation.Region(i);
            bool apart = end <= region.Start || start >= region.Start + region.Length;
            if (region.Type == MemoryRegion.Usable && !apart && end > Layout.LowMemoryEnd)
                return true;
        }

        return false;
    }

    // The RSDP may be a copy that the loader made, in memory.
    private static bool IsRootPointer(ulong physical, ulong length, ulong kind) =>
        kind == DeviceMapping.FirmwareTable && physical >= RootPointer.PhysicalAddress
        && physical + length <= RootPointer.PhysicalAddress + RootPointerLength;
}
