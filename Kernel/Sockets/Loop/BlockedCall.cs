using System;

namespace Sabos.Sockets;

/// <summary>
/// One call that may block on one socket. The caller alternates: under the lock it tries, and asks <see cref="MustWait"/>; if so it leaves
/// the lock and calls <see cref="Wait"/>. An event between the two ends the wait at once, so none is missed.
/// </summary>
internal ref struct BlockedCall
{
    private readonly SocketObject _socket;
    private readonly bool _mayBlock;
    private readonly Deadline _deadline;
    private PooledWord? _word;
    private uint _observed;
    private TimeSpan _remaining;

    public BlockedCall(SocketObject socket, MessageFlags flags, TimeSpan timeout)
    {
        _socket = socket;
        _mayBlock = !socket.NonBlocking && (flags & MessageFlags.DoNotWait) == 0;
        _deadline = _mayBlock ? Deadline.After(timeout) : default;
    }

    /// <summary>Whether an attempt that gave this result is to be repeated after <see cref="Wait"/>; under the lock.</summary>
    public bool MustWait(bool wouldBlock)
    {
        if (wouldBlock && _mayBlock)
        {
            _remaining = _deadline.Remaining;
            if (_remaining != TimeSpan.Zero)
            {
                if (_word is null)
                {
                    _word = _socket.Loop.RentWord();
                    _socket.AddWatcher(_word);
                }

                _observed = _word.Observe();
                return true;
            }
        }

        if (_word is not null)
        {
            _socket.RemoveWatcher(_word);
            _socket.Loop.ReturnWord(_word);
            _word = null;
        }

        return false;
    }

    /// <summary>Sleeps until the socket changes or the time is over; outside the lock.</summary>
    public readonly void Wait() => _word!.Wait(_observed, _remaining);
}
