using System;

namespace Sabos.Sockets;

/// <summary>
/// An edge-triggered event port, as epoll with EPOLLET: registered sockets that have something new to report queue up here, each at most
/// once, its events gathered until they are taken. All state is under the stack's lock, in which readiness arises.
/// </summary>
internal sealed class EventPort : Descriptor
{
    private readonly NetworkLoop _loop;
    private EventRegistration? _first;
    private EventRegistration? _last;
    private bool _isWaiting;

    public EventPort(NetworkLoop loop) => _loop = loop;

    /// <summary>Puts a registration at the end of the queue; under the lock.</summary>
    public void Enqueue(EventRegistration registration)
    {
        if (_last is null)
            _first = registration;
        else
            _last.Next = registration;
        _last = registration;
        if (_isWaiting)
        {
            _isWaiting = false;
            _loop.WakeListeners();
        }
    }

    /// <summary>Takes what is queued, waiting until there is something.</summary>
    /// <returns>How many were taken: at least one.</returns>
    public int Wait(Span<SocketEvent> events)
    {
        while (true)
        {
            uint observed = _loop.Observe();
            int taken = Look(events);
            if (taken > 0)
                return taken;
            _loop.Listen(observed);
        }
    }

    /// <inheritdoc/>
    public override PalError Close() => PalError.Success;

    /// <summary>Polls and takes what is queued then; if that is nothing, the caller is going to wait.</summary>
    private int Look(Span<SocketEvent> events)
    {
        int taken;
        using (_loop.EnterToRead())
        {
            _isWaiting = false;
            _loop.PollIfDue();
            taken = _first is null ? 0 : Take(events);
            _loop.GatherOutput(taken);
            _isWaiting = taken == 0;
        }

        return taken;
    }

    private int Take(Span<SocketEvent> events)
    {
        int taken = 0;
        while (taken < events.Length && _first is { } registration)
        {
            _first = registration.Next;
            if (_first is null)
                _last = null;

            SocketEvents pending = registration.Take();
            if (pending != SocketEvents.None)
                events[taken++] = new SocketEvent { Data = registration.Data, Events = pending };
        }

        return taken;
    }
}
