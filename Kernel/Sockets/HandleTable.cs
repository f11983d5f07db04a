using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace Sabos.Sockets;

/// <summary>
/// Handles of our own, from a range that no file descriptor of the core reaches, so that one comparison tells the two apart.
/// A look-up takes no lock.
/// </summary>
internal sealed class HandleTable
{
    private const int First = 0x1000_0000;
    private const int Capacity = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private Descriptor?[] _slots = new Descriptor?[64];
    private int _used;

    /// <summary>Whether a handle is ours, open or not.</summary>
    public static bool Owns(nint handle) => handle is >= First and < First + Capacity;

    /// <summary>Gives a descriptor a handle, or returns -1: there are too many.</summary>
    public nint Add(Descriptor descriptor)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out int index))
            {
                if (_used == Capacity)
                    return -1;

                index = _used++;
                if (index == _slots.Length)
                {
                    Descriptor?[] larger = new Descriptor?[_slots.Length * 2];
                    _slots.CopyTo(larger, 0);
                    Volatile.Write(ref _slots, larger);
                }
            }

            Volatile.Write(ref _slots[index], descriptor);
            return First + index;
        }
    }

    /// <summary>What a handle stands for; null if it is not in use.</summary>
    public Descriptor? Find(nint handle)
    {
        Descriptor?[] slots = Volatile.Read(ref _slots);
        nint index = handle - First;
        return (nuint)index < (nuint)slots.Length ? Volatile.Read(ref slots[index]) : null;
    }

    public bool TryGet<T>(nint handle, [NotNullWhen(true)] out T? descriptor)
        where T : Descriptor
    {
        descriptor = Find(handle) as T;
        return descriptor is not null;
    }

    /// <summary>Takes a handle out of use; null if it is not in use.</summary>
    public Descriptor? Remove(nint handle)
    {
        lock (_lock)
        {
            nint index = handle - First;
            if ((nuint)index >= (nuint)_slots.Length || _slots[index] is not { } descriptor)
                return null;

            Volatile.Write(ref _slots[index], null);
            _free.Push((int)index);
            return descriptor;
        }
    }
}
