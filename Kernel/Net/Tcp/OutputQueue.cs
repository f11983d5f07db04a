namespace Sabos.Net;

/// <summary>The connections that have something to send, first come first served: a list through the connections themselves.</summary>
internal sealed class OutputQueue
{
    private TcpConnection? _first;
    private TcpConnection? _last;

    public int Count { get; private set; }

    public bool IsEmpty => _first is null;

    /// <summary>Adds a connection unless it is in already.</summary>
    public void Add(TcpConnection connection)
    {
        if (connection.IsQueuedForOutput)
        {
            return;
        }

        connection.IsQueuedForOutput = true;
        if (_last is null)
        {
            _first = connection;
        }
        else
        {
            _last.NextForOutput = connection;
        }

        _last = connection;
        Count++;
    }

    /// <summary>Takes the connection that waits longest.</summary>
    public TcpConnection? Take()
    {
        TcpConnection? connection = _first;
        if (connection is not null)
        {
            if (connection == _last)
            {
                _first = null;
                _last = null;
            }
            else
            {
                _first = connection.NextForOutput;
                connection.NextForOutput = null;
            }

            connection.IsQueuedForOutput = false;
            Count--;
        }

        return connection;
    }
}
