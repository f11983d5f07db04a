using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>poll(2) over sockets of ours.</summary>
internal static class PollCall
{
    /// <summary>Waits until one of the sockets has what is asked of it, or the time is over.</summary>
    /// <param name="loop">The stack's owner.</param>
    /// <param name="handles">Where the handles are looked up.</param>
    /// <param name="entries">What to ask; each is filled in.</param>
    /// <param name="timeout">Infinite: until there is something; zero: do not wait.</param>
    /// <returns>How many entries have something.</returns>
    public static int Wait(NetworkLoop loop, HandleTable handles, Span<PollEvent> entries, TimeSpan timeout)
    {
        Deadline deadline = Deadline.After(timeout);
        PooledWord? word = null;
        while (true)
        {
            uint observed;
            TimeSpan remaining;
            using (loop.Enter())
            {
                int triggered = Check(handles, entries);
                remaining = deadline.Remaining;
                if (triggered > 0 || remaining == TimeSpan.Zero)
                {
                    if (word is not null)
                        StopWatching(loop, handles, entries, word);
                    return triggered;
                }

                if (word is null)
                {
                    word = loop.RentWord();
                    Watch(handles, entries, word);
                }

                observed = word.Observe();
            }

            word.Wait(observed, remaining);
        }
    }

    private static int Check(HandleTable handles, Span<PollEvent> entries)
    {
        int triggered = 0;
        foreach (ref PollEvent entry in entries)
        {
            entry.Triggered = handles.TryGet(entry.Handle, out SocketObject? socket)
                ? Map(socket) & (entry.Requested | PollEvents.Error | PollEvents.HungUp)
                : PollEvents.Invalid;
            if (entry.Triggered != PollEvents.None)
                triggered++;
        }

        return triggered;
    }

    private static void Watch(HandleTable handles, Span<PollEvent> entries, PooledWord word)
    {
        foreach (PollEvent entry in entries)
        {
            if (handles.TryGet(entry.Handle, out SocketObject? socket))
                socket.AddWatcher(word);
        }
    }

    private static void StopWatching(NetworkLoop loop, HandleTable handles, Span<PollEvent> entries, PooledWord word)
    {
        foreach (PollEvent entry in entries)
        {
            if (handles.TryGet(entry.Handle, out SocketObject? socket))
                socket.RemoveWatcher(word);
        }

        loop.ReturnWord(word);
    }

    private static PollEvents Map(SocketObject socket)
    {
        Readiness readiness = socket.Readiness;
        PollEvents events = PollEvents.None;
        if ((readiness & Readiness.Readable) != 0)
            events |= PollEvents.Readable;
        if ((readiness & Readiness.Writable) != 0)
            events |= PollEvents.Writable;
        if ((readiness & Readiness.PeerClosed) != 0)
            events |= PollEvents.Readable;

        // A stream with an error has ended; of a datagram socket it is one datagram's.
        if ((readiness & Readiness.Error) != 0)
            events |= PollEvents.Error | (socket.Kind == SocketKind.Stream ? PollEvents.Readable | PollEvents.Writable : PollEvents.None);
        return events;
    }
}
