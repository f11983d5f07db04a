using System;

namespace Sabos.Net;

/// <summary>A passive open: a queue of connections that completed their handshake.</summary>
public sealed class TcpListener : NetworkSocket
{
    internal TcpListener()
    {
    }

    /// <summary>The most connections that wait to be accepted; a later listen call may change it.</summary>
    public int Backlog { get; set; }

    /// <summary>Connections waiting to be accepted.</summary>
    public int Pending => throw new NotImplementedException();

    public override Readiness Readiness => throw new NotImplementedException();

    /// <summary>Takes the oldest waiting connection, which is at least established.</summary>
    public bool TryAccept(out TcpConnection? connection) => throw new NotImplementedException();

    /// <summary>Stops listening; connections never accepted are reset.</summary>
    public override void Close() => throw new NotImplementedException();
}
