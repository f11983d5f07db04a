using System;
using System.Threading;

namespace Sabos.Hal;

/// <summary>Device registers in mapped memory.</summary>
internal sealed unsafe class MemoryMappedRegisters : RegisterBlock
{
    private readonly Action<nint, int> _unmap;
    private byte* _address;

    /// <param name="address">Where the registers are mapped, uncached.</param>
    /// <param name="length">Bytes mapped from there.</param>
    /// <param name="unmap">Undoes the mapping; gets address and length.</param>
    public MemoryMappedRegisters(byte* address, int length, Action<nint, int> unmap)
        : base(length)
    {
        _address = address;
        _unmap = unmap;
    }

    protected override uint Load(int offset, AccessWidth width)
    {
        ObjectDisposedException.ThrowIf(_address == null, this);

        // SAFETY: the base class has checked that offset and width lie within the mapped length; the mapping lives until Dispose,
        // which clears the address. Volatile keeps the access single and in order.
        return width switch
        {
            AccessWidth.Byte => Volatile.Read(ref _address[offset]),
            AccessWidth.Word => Volatile.Read(ref *(ushort*)(_address + offset)),
            _ => Volatile.Read(ref *(uint*)(_address + offset)),
        };
    }

    protected override void Store(int offset, AccessWidth width, uint value)
    {
        ObjectDisposedException.ThrowIf(_address == null, this);

        // SAFETY: as in Load.
        switch (width)
        {
            case AccessWidth.Byte:
                Volatile.Write(ref _address[offset], (byte)value);
                break;
            case AccessWidth.Word:
                Volatile.Write(ref *(ushort*)(_address + offset), (ushort)value);
                break;
            default:
                Volatile.Write(ref *(uint*)(_address + offset), value);
                break;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_address == null)
            return;
        _unmap((nint)_address, Length);
        _address = null;
        base.Dispose(disposing);
    }
}
