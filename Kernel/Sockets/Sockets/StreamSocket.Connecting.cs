using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>How a TCP socket comes by its listener or its connection.</summary>
internal sealed partial class StreamSocket
{
    /// <summary>The handshake is not over, or has failed.</summary>
    private bool IsConnecting
    {
        get
        {
            _isConnecting = _isConnecting
                && _connection is { } connection
                && (connection.Error != TransportError.None || connection.State is TcpState.SynSent or TcpState.SynReceived);
            return _isConnecting;
        }
    }

    protected override PalError TryListen(int backlog)
    {
        if (_connection is not null)
            return PalError.EINVAL;

        // As on Linux, a backlog is never less than one connection.
        int limit = Math.Max(backlog, 1);
        if (_listener is not null)
        {
            _listener.Backlog = limit;
            return PalError.Success;
        }

        IpEndpoint local = LocalEndpoint;
        ReleaseBinding();
        PalError result = Loop.Stack.Tcp.Listen(local, limit, IsDualStack, ReuseAddress, out _listener).ToPal();
        if (_listener is not null)
            _listener.Observer = this;
        return result;
    }

    protected override PalError TryAccept(out SocketObject? accepted)
    {
        accepted = null;
        if (_listener is not { } listener)
            return PalError.EINVAL;
        if (!listener.TryAccept(out TcpConnection? connection))
            return PalError.EAGAIN;
        accepted = new StreamSocket(this, connection!);
        return PalError.Success;
    }

    protected override PalError TryConnect(IpEndpoint? remote)
    {
        if (remote is not { } endpoint)
            return TryDisconnect();
        if (_listener is not null)
            return PalError.EISCONN;
        if (_connection is not null)
            return ReconnectResult();

        IpEndpoint local = LocalEndpoint;
        ReleaseBinding();

        // The unspecified address of the socket's family leaves the choice of the source, also of an IPv4 one, to the route.
        PalError result = Loop.Stack.Tcp.Connect(local, endpoint, ReuseAddress, out TcpConnection? connection).ToPal();
        if (connection is null)
            return result;

        _connection = connection;
        _isConnecting = true;
        _options.ApplyTo(connection);
        connection.Observer = this;
        return TryFinishConnect();
    }

    protected override PalError TryFinishConnect()
    {
        if (_connection is null)
            return _pendingError == PalError.Success ? PalError.ECONNABORTED : TakeError();
        PalError error = TakeConnectionError();
        return error == PalError.Success && IsConnecting ? PalError.EINPROGRESS : error;
    }

    private PalError ReconnectResult()
    {
        PalError error = TakeConnectionError();
        if (error != PalError.Success)
            return error;
        return IsConnecting ? PalError.EALREADY : PalError.EISCONN;
    }

    private PalError StopListening()
    {
        _listener!.Close();
        _listener = null;
        return PalError.Success;
    }
}
