using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Httpd;

/// <summary>The connections a server holds, each in a slot of its own, up to a fixed number.</summary>
internal sealed class ConnectionTable
{
    private readonly Lock _lock = new();
    private readonly HttpConnection?[] _slots;
    private readonly Stack<int> _free;
    private TaskCompletionSource? _emptied;

    public ConnectionTable(int capacity)
    {
        _slots = new HttpConnection?[capacity];
        _free = new Stack<int>(capacity);
        for (int slot = capacity - 1; slot >= 0; slot--)
            _free.Push(slot);
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _slots.Length - _free.Count;
        }
    }

    /// <summary>Gives <paramref name="connection"/> a slot; false when there is none.</summary>
    public bool TryAdd(HttpConnection connection)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out int slot))
                return false;
            connection.Slot = slot;
            Volatile.Write(ref _slots[slot], connection);
            return true;
        }
    }

    public void Remove(HttpConnection connection)
    {
        lock (_lock)
        {
            Volatile.Write(ref _slots[connection.Slot], null);
            _free.Push(connection.Slot);
            if (_free.Count == _slots.Length)
                _emptied?.SetResult();
        }
    }

    /// <summary>Completes when the last connection is gone. Nothing may be added any more.</summary>
    public Task WhenEmpty()
    {
        lock (_lock)
        {
            if (_free.Count == _slots.Length)
                return Task.CompletedTask;
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    /// <summary>Ends the waits of all connections whose deadline has passed; true if any connection is left to watch.</summary>
    public bool Expire(int now)
    {
        bool any = false;
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            HttpConnection? connection = Volatile.Read(ref _slots[slot]);
            connection?.Expire(now);
            any |= connection is not null;
        }

        return any;
    }

    /// <summary>Ends the waits of all connections.</summary>
    public void Interrupt(bool abort)
    {
        for (int slot = 0; slot < _slots.Length; slot++)
            Volatile.Read(ref _slots[slot])?.Interrupt(abort);
    }
}
