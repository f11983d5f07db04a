using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The demultiplexer: a hash table with open addressing and linear probing. The hash is keyed, so that nobody can choose endpoints
/// that collide; cost does not depend on the number of connections.
/// </summary>
internal sealed class ConnectionTable
{
    private const int InitialCapacity = 64;

    private readonly EndpointHash _hash;
    private Slot[] _slots = new Slot[InitialCapacity];

    public ConnectionTable(EndpointHash hash) => _hash = hash;

    public int Count { get; private set; }

    /// <summary>Slots that finding a target looks at, on average: counted by looking at every slot.</summary>
    public double MeanProbes
    {
        get
        {
            long probes = 0;
            for (int i = 0; i < _slots.Length; i++)
            {
                probes += _slots[i].Target is null ? 0 : 1 + ((i - Home(_slots[i].Hash)) & (_slots.Length - 1));
            }

            return Count == 0 ? 0 : (double)probes / Count;
        }
    }

    /// <summary>The target with this key, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ISegmentTarget? Find(in ConnectionKey key)
    {
        uint hash = _hash.Compute(key);
        Slot[] slots = _slots;
        for (int i = Home(hash); ; i = Next(i))
        {
            ref readonly Slot slot = ref slots[i];
            if (slot.Target is null || (slot.Hash == hash && slot.Target.IsBetween(key)))
            {
                return slot.Target;
            }
        }
    }

    /// <summary>Adds a target whose key is not in the table.</summary>
    public void Add(ISegmentTarget target)
    {
        // At most three quarters full.
        if ((Count + 1) * 4 > _slots.Length * 3)
        {
            Grow();
        }

        Insert(new Slot(_hash.Compute(target.Key), target));
        Count++;
    }

    /// <summary>Puts a target in the place of another with the same key.</summary>
    public void Replace(ISegmentTarget old, ISegmentTarget target)
    {
        _slots[IndexOf(old)].Target = target;
    }

    public void Remove(ISegmentTarget target)
    {
        int hole = IndexOf(target);
        Count--;

        // Close the gap: move back whatever could not be found any more behind it.
        for (int i = Next(hole); _slots[i].Target is not null; i = Next(i))
        {
            int home = Home(_slots[i].Hash);
            int mask = _slots.Length - 1;
            if (((i - home) & mask) >= ((i - hole) & mask))
            {
                _slots[hole] = _slots[i];
                hole = i;
            }
        }

        _slots[hole] = default;
    }

    /// <summary>All targets, in no order; for what is rare and may look at every connection.</summary>
    public ISegmentTarget[] ToArray()
    {
        var targets = new ISegmentTarget[Count];
        int count = 0;
        foreach (Slot slot in _slots)
        {
            if (slot.Target is not null)
            {
                targets[count++] = slot.Target;
            }
        }

        return targets;
    }

    private int IndexOf(ISegmentTarget target)
    {
        for (int i = Home(_hash.Compute(target.Key)); ; i = Next(i))
        {
            if (ReferenceEquals(_slots[i].Target, target))
            {
                return i;
            }

            if (_slots[i].Target is null)
            {
                throw new InvalidOperationException("the target is not in the table");
            }
        }
    }

    private void Insert(Slot slot)
    {
        int i = Home(slot.Hash);
        while (_slots[i].Target is not null)
        {
            i = Next(i);
        }

        _slots[i] = slot;
    }

    private void Grow()
    {
        Slot[] old = _slots;
        _slots = new Slot[old.Length * 2];
        foreach (Slot slot in old)
        {
            if (slot.Target is not null)
            {
                Insert(slot);
            }
        }
    }

    private int Home(uint hash) => (int)(hash & (uint)(_slots.Length - 1));

    private int Next(int index) => (index + 1) & (_slots.Length - 1);

    private record struct Slot(uint Hash, ISegmentTarget? Target);
}
