using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>The end of a TCP socket, with what SO_LINGER asks for.</summary>
internal sealed partial class StreamSocket
{
    /// <inheritdoc/>
    public override PalError Close()
    {
        if (CloseAtOnce() is { } lingering)
            CloseLingering(lingering);
        return PalError.Success;
    }

    /// <summary>Lets go of everything, but for the connection that the program wants to wait for: that is returned.</summary>
    private TcpConnection? CloseAtOnce()
    {
        using (Enter())
        {
            EndRegistration();
            ReleaseBinding();
            if (_listener is not null)
                StopListening();
            if (_connection is not { } connection)
                return null;

            DropConnection();
            if (Linger.Enabled != 0 && Linger.Seconds != 0)
                return connection;
            if (Linger.Enabled != 0)
                connection.Abort();
            else
                connection.Close();
            return null;
        }
    }

    /// <summary>Closes, and stays until the peer has acknowledged everything or the time is over: then what is left is thrown away.</summary>
    private void CloseLingering(TcpConnection connection)
    {
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(Linger.Seconds));
        PooledWord word;
        Action polled;
        using (Enter())
        {
            word = Loop.RentWord();
            polled = word.Signal;
            connection.Close();
            Loop.Polled += polled;
        }

        while (true)
        {
            uint observed = word.Observe();
            TimeSpan remaining = deadline.Remaining;
            using (Enter())
            {
                bool acknowledged = connection.State is TcpState.Closed or TcpState.FinWait2 or TcpState.TimeWait;
                if (acknowledged || remaining == TimeSpan.Zero)
                {
                    if (!acknowledged)
                        connection.Abort();
                    Loop.Polled -= polled;
                    Loop.ReturnWord(word);
                    return;
                }
            }

            word.Wait(observed, remaining);
        }
    }
}
