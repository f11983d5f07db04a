using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>One socket's place at one event port; under the stack's lock.</summary>
internal sealed class EventRegistration
{
    private readonly EventPort _port;
    private SocketEvents _interest;
    private SocketEvents _pending;
    private bool _isQueued;

    public EventRegistration(EventPort port, SocketEvents interest, nuint data)
    {
        _port = port;
        _interest = interest;
        Data = data;
    }

    /// <summary>What the program wants to find in the event.</summary>
    public nuint Data { get; private set; }

    /// <summary>The port's queue.</summary>
    public EventRegistration? Next { get; set; }

    public void Change(SocketEvents interest, nuint data)
    {
        _interest = interest;
        Data = data;
    }

    /// <summary>Reports readiness that is new, or might be.</summary>
    public void Raise(Readiness readiness)
    {
        SocketEvents events = Map(readiness) & (_interest | SocketEvents.Error);
        if (events == SocketEvents.None)
            return;

        _pending |= events;
        if (!_isQueued)
        {
            _isQueued = true;
            _port.Enqueue(this);
        }
    }

    /// <summary>Empties the registration as it leaves the port's queue.</summary>
    public SocketEvents Take()
    {
        SocketEvents pending = _pending;
        _pending = SocketEvents.None;
        _isQueued = false;
        Next = null;
        return pending;
    }

    /// <summary>Ends it: nothing more is reported, not even what is queued.</summary>
    public void Cancel()
    {
        _interest = SocketEvents.None;
        _pending = SocketEvents.None;
    }

    // An error or the end of the stream is found by receiving and by sending, so both are worth a try.
    private static SocketEvents Map(Readiness readiness)
    {
        SocketEvents events = SocketEvents.None;
        if ((readiness & Readiness.Readable) != 0)
            events |= SocketEvents.Read;
        if ((readiness & Readiness.Writable) != 0)
            events |= SocketEvents.Write;
        if ((readiness & Readiness.PeerClosed) != 0)
            events |= SocketEvents.Read | SocketEvents.ReadClose;
        if ((readiness & Readiness.Error) != 0)
            events |= SocketEvents.Read | SocketEvents.Write | SocketEvents.Error;
        return events;
    }
}
