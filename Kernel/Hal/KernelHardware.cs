using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sabos.Abi;

namespace Sabos.Hal;

/// <summary>The machine as the core offers it, through the system calls of <see cref="KernelCall"/>.</summary>
public sealed unsafe class KernelHardware : IHardware, IPortSpace
{
    private const int NoSuchEntry = -2; // ENOENT

    private KernelHardware(ulong? acpiRoot) => AcpiRoot = acpiRoot;

    /// <inheritdoc/>
    public ulong? AcpiRoot { get; }

    /// <inheritdoc/>
    public IPortSpace Ports => this;

    /// <summary>Connects to the core. False on any other kernel: the program then runs as an ordinary process, without hardware.</summary>
    public static bool TryOpen([NotNullWhen(true)] out KernelHardware? hardware)
    {
        nint root = SystemCall.Invoke(KernelCall.AcpiRoot);
        hardware = !SystemCall.IsError(root) ? new KernelHardware((ulong)root) : root == NoSuchEntry ? new KernelHardware(acpiRoot: null) : null;
        return hardware is not null;
    }

    /// <inheritdoc/>
    public bool TryReadFirmware(ulong physicalAddress, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return true;
        nint address = Map(physicalAddress, destination.Length, DeviceMapping.FirmwareTable);
        if (SystemCall.IsError(address))
            return false;

        // SAFETY: the core has mapped exactly this many bytes, readable, until Unmap.
        new ReadOnlySpan<byte>((void*)address, destination.Length).CopyTo(destination);
        Unmap(address, destination.Length);
        return true;
    }

    /// <inheritdoc/>
    public RegisterBlock? MapRegisters(ulong physicalAddress, int length)
    {
        if (length <= 0)
            return null;
        nint address = Map(physicalAddress, length, DeviceMapping.Registers);

        // SAFETY: the core has mapped exactly this many bytes until Unmap.
        return SystemCall.IsError(address) ? null : new MemoryMappedRegisters((byte*)address, length, Unmap);
    }

    /// <inheritdoc/>
    public DmaMemory? AllocateDma(int length, ulong physicalLimit = 0)
    {
        if (length <= 0)
            return null;
        ulong physicalAddress;
        nint address = SystemCall.Invoke(KernelCall.AllocateDma, length, (nint)physicalLimit, (nint)(&physicalAddress));

        // SAFETY: the core has allocated this many bytes, ours until FreeDma.
        return SystemCall.IsError(address) ? null : new DmaMemory((byte*)address, length, physicalAddress, FreeDma);
    }

    /// <inheritdoc/>
    public DeviceInterrupt? AllocateInterrupt(EventWord word)
    {
        // SAFETY: the counting word is native memory, freed only after the core has let go of the vector; the event word outlives the interrupt by contract.
        uint* count = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
        InterruptMessage message;
        nint handle = SystemCall.Invoke(KernelCall.AllocateInterrupt, (nint)word.Address, (nint)(&message), (nint)count);
        if (SystemCall.IsError(handle))
        {
            NativeMemory.Free(count);
            return null;
        }

        nint counting = (nint)count;
        return new DeviceInterrupt(message.Address, message.Data, count, () =>
        {
            SystemCall.Invoke(KernelCall.FreeInterrupt, handle);
            NativeMemory.Free((void*)counting);
        });
    }

    /// <inheritdoc/>
    public LineInterrupt? AllocateLine(byte line, EventWord word)
    {
        // SAFETY: as in AllocateInterrupt.
        uint* count = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
        nint handle = SystemCall.Invoke(KernelCall.AllocateLine, line, (nint)word.Address, (nint)count);
        if (SystemCall.IsError(handle))
        {
            NativeMemory.Free(count);
            return null;
        }

        nint counting = (nint)count;
        return new LineInterrupt(count, () => SystemCall.Invoke(KernelCall.RearmLine, handle), () =>
        {
            SystemCall.Invoke(KernelCall.FreeLine, handle);
            NativeMemory.Free((void*)counting);
        });
    }

    /// <inheritdoc/>
    public uint Read(ushort port, AccessWidth width) => (uint)SystemCall.Invoke(KernelCall.PortRead, port, (nint)width);

    /// <inheritdoc/>
    public void Write(ushort port, AccessWidth width, uint value) => SystemCall.Invoke(KernelCall.PortWrite, port, (nint)width, (nint)value);

    private static nint Map(ulong physicalAddress, int length, ulong kind)
    {
        // An address that wraps around cannot be asked for.
        if (physicalAddress + (ulong)length < physicalAddress)
            return -1;
        return SystemCall.Invoke(KernelCall.MapDevice, (nint)physicalAddress, length, (nint)kind);
    }

    private static void Unmap(nint address, int length) => SystemCall.Invoke(KernelCall.UnmapDevice, address, length);

    private static void FreeDma(nint address, int length) => SystemCall.Invoke(KernelCall.FreeDma, address, length);
}
