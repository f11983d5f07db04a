using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Values that hold until a time of their own, the first told first; a full list takes no more.</summary>
internal sealed class LifetimeList<T>(int capacity)
    where T : IEquatable<T>
{
    private readonly List<(T Value, Instant Expires)> _entries = [];

    /// <summary>When the first of them ends.</summary>
    public Instant NextExpiry
    {
        get
        {
            Instant next = Instant.Never;
            foreach ((_, Instant expires) in _entries)
            {
                next = Instant.Earlier(next, expires);
            }

            return next;
        }
    }

    /// <summary>Adds a value, or gives one that is there another end; an end that has come already removes it.</summary>
    public void Update(T value, Instant expires, Instant now)
    {
        int index = _entries.FindIndex(entry => entry.Value.Equals(value));
        if (expires <= now)
        {
            if (index >= 0)
            {
                _entries.RemoveAt(index);
            }
        }
        else if (index >= 0)
        {
            _entries[index] = (value, expires);
        }
        else if (_entries.Count < capacity)
        {
            _entries.Add((value, expires));
        }
    }

    public void RemoveExpired(Instant now) => _entries.RemoveAll(entry => entry.Expires <= now);

    public void Clear() => _entries.Clear();

    /// <summary>Adds to a list what it does not have yet.</summary>
    public void AddTo(List<T> list)
    {
        foreach ((T value, _) in _entries)
        {
            if (!list.Contains(value))
            {
                list.Add(value);
            }
        }
    }
}
