using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The connections whose window has closed, or nearly, for want of memory rather than of room in their own buffers. When memory is back their peers are told,
/// instead of having to ask by their persist timers (RFC 9293 3.8.6.1).
/// </summary>
internal sealed class MemoryWaiters(ChunkPool memory)
{
    private readonly LinkedList<TcpConnection> _waiting = new();

    public int Count => _waiting.Count;

    /// <summary>Memory is back, and <see cref="Release"/> has to tell somebody.</summary>
    public bool IsDue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _waiting.Count > 0 && !memory.IsUnderPressure;
    }

    /// <summary>Adds a connection unless it waits already.</summary>
    /// <param name="connection">Who waits.</param>
    /// <param name="place">Its place here, made when it first waits.</param>
    public void Add(TcpConnection connection, ref LinkedListNode<TcpConnection>? place)
    {
        place ??= new LinkedListNode<TcpConnection>(connection);
        if (place.List is null)
        {
            _waiting.AddLast(place);
        }
    }

    public void Remove(LinkedListNode<TcpConnection>? place)
    {
        if (place?.List is not null)
        {
            _waiting.Remove(place);
        }
    }

    /// <summary>Tells those who wait, if memory is back.</summary>
    public void Release()
    {
        while (IsDue)
        {
            LinkedListNode<TcpConnection> first = _waiting.First!;
            _waiting.RemoveFirst();
            first.Value.MemoryIsBack();
        }
    }
}
