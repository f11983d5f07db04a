using Sabos.Abi;
using Sabos.Core.Acpi;
using Sabos.Core.Devices;
using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.Processor;
using Sabos.Core.Profiling;

namespace Sabos.Core.SystemCalls;

/// <summary>The calls of <see cref="KernelCall"/>, which the program's drivers make.</summary>
internal static unsafe class PrivateCalls
{
    private const ulong LastPort = 0xFFFF;
    private const ulong LastCallNumber = 0x7FFF_FFFF;

    public static long Handle(int number, ulong a, ulong b, ulong c) => number switch
    {
        KernelCall.MapDevice => DeviceWindow.Map(a, b, c),
        KernelCall.UnmapDevice => DeviceWindow.Unmap(a, b),
        KernelCall.AllocateDma => DmaBlocks.Allocate(a, b, c),
        KernelCall.FreeDma => DmaBlocks.Free(a, b),
        KernelCall.AllocateInterrupt => DeviceInterrupts.Allocate(a, b, c),
        KernelCall.FreeInterrupt => DeviceInterrupts.Free(a),
        KernelCall.PortRead => PortRead(a, b),
        KernelCall.PortWrite => PortWrite(a, b, c),
        KernelCall.AllocateLine => LineInterrupts.Allocate(a, b, c),
        KernelCall.RearmLine => LineInterrupts.Rearm(a),
        KernelCall.FreeLine => LineInterrupts.Free(a),
        KernelCall.StartSampling => Sampler.Start(a),
        KernelCall.StopSampling => Sampler.Stop(a, b, c),
        KernelCall.NameAddress => NameAddress(a, b),
        KernelCall.AcpiRoot => RootPointer.PhysicalAddress != 0 ? (long)RootPointer.PhysicalAddress : Errno.ENOENT,
        _ => Refusal.Of(number),
    };

    private static long NameAddress(ulong address, ulong nameAddress)
    {
        byte* name = stackalloc byte[SymbolName.Longest];
        int length;
        if (address < Layout.PageSize || (address >= KernelCall.MapDevice && address <= LastCallNumber))
            length = SystemCallNames.Copy((int)address, name);
        else if (!SymbolTable.TryFind(address, name, out length, out _))
            return Errno.ENOENT;
        return UserMemory.TryCopyOut(nameAddress, name, (ulong)length) ? length : Errno.EFAULT;
    }

    private static long PortRead(ulong port, ulong width)
    {
        if (port > LastPort)
            return Errno.EINVAL;
        return width switch
        {
            1 => Instructions.PortRead8((ushort)port),
            2 => Instructions.PortRead16((ushort)port),
            4 => Instructions.PortRead32((ushort)port),
            _ => Errno.EINVAL,
        };
    }

    private static long PortWrite(ulong port, ulong width, ulong value)
    {
        if (port > LastPort)
            return Errno.EINVAL;
        switch (width)
        {
            case 1:
                Instructions.PortWrite8((ushort)port, (byte)value);
                return 0;
            case 2:
                Instructions.PortWrite16((ushort)port, (ushort)value);
                return 0;
            case 4:
                Instructions.PortWrite32((ushort)port, (uint)value);
                return 0;
            default:
                return Errno.EINVAL;
        }
    }
}
