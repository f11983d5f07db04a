using System;

namespace Sabos.Hal;

/// <summary>
/// Physically contiguous memory shared with a device, owned by whoever holds this object. Disposing it gives the memory back,
/// so the device must have been told to stop using it before (reset, or queue disabled).
/// </summary>
public sealed unsafe class DmaMemory : IDisposable
{
    private readonly Action<nint, int> _release;
    private byte* _address;
    private int _length;

    /// <param name="address">The memory, zeroed.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="physicalAddress">The address by which devices know its first byte.</param>
    /// <param name="release">Gives the memory back; gets address and length.</param>
    public DmaMemory(byte* address, int length, ulong physicalAddress, Action<nint, int> release)
    {
        _address = address;
        _length = length;
        PhysicalAddress = physicalAddress;
        _release = release;
    }

    /// <summary>The address by which devices know the first byte.</summary>
    public ulong PhysicalAddress { get; }

    /// <summary>Length in bytes; 0 once disposed.</summary>
    public int Length => _length;

    /// <summary>The memory, or nothing once disposed. A device may change it at any time.</summary>
    // SAFETY: address and length describe one live allocation, and are cleared together when it ends.
    public Span<byte> Span => new(_address, _length);

    /// <summary>Where <paramref name="count"/> values of type T start at <paramref name="offset"/>; checked against the length.</summary>
    public T* Locate<T>(int offset, int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + ((long)count * sizeof(T)), _length, nameof(count));

        // SAFETY: the whole range was just found to lie inside the allocation.
        return (T*)(_address + offset);
    }

    public void Dispose()
    {
        if (_address == null)
            return;
        _release((nint)_address, _length);
        _address = null;
        _length = 0;
    }
}
