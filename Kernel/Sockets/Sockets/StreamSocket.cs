using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// A TCP socket. It begins with nothing beneath it, then holds a port (bound), a listener, or a connection; a disconnect takes it
/// back to the beginning.
/// </summary>
internal sealed partial class StreamSocket : SocketObject
{
    private const int DefaultSegmentSize = 536; // RFC 9293 3.7.1

    private StreamOptions _options = new();
    private bool _sharesOptions;
    private TcpBinding? _binding;
    private TcpListener? _listener;
    private TcpConnection? _connection;
    private PalError _pendingError;
    private bool _errorTaken;
    private bool _isConnecting;

    public StreamSocket(NetworkLoop loop, SocketFamily family)
        : base(loop, family)
    {
    }

    private StreamSocket(StreamSocket listener, TcpConnection connection)
        : base(listener.Loop, listener.Family)
    {
        _connection = connection;
        _options = listener._options;
        _sharesOptions = true;
        listener._sharesOptions = true;
        _options.ApplyTo(connection);
        Linger = listener.Linger;
        ReuseAddress = listener.ReuseAddress;
        connection.Observer = this;
    }

    public override SocketKind Kind => SocketKind.Stream;

    public override SocketProtocol Protocol => SocketProtocol.Tcp;

    public override bool IsListening => _listener is not null;

    public override IpEndpoint LocalEndpoint =>
        _connection?.LocalEndpoint ?? _listener?.LocalEndpoint ?? _binding?.Local ?? new IpEndpoint(AnyAddress, 0);

    public override IpEndpoint? RemoteEndpoint =>
        _connection is { } connection && !IsConnecting ? connection.RemoteEndpoint : null;

    /// <summary>A socket without a connection is, as on Linux, writable and hung up: every call on it returns at once.</summary>
    public override Readiness Readiness => _listener?.Readiness
        ?? (_connection is null ? Readiness.Writable | Readiness.PeerClosed : _connection.Readiness);

    /// <summary>What a connection's calls change has nothing to do with the rest of the stack.</summary>
    public override NetworkLoop.Scope Enter() => Loop.EnterForConnection();

    public override PalError GetAvailable(out int available)
    {
        available = _connection?.Available ?? 0;
        return _listener is null ? PalError.Success : PalError.EINVAL;
    }

    public override PalError TakeError()
    {
        PalError error = _pendingError;
        _pendingError = PalError.Success;
        return error == PalError.Success ? TakeConnectionError() : error;
    }

    public override PalError GetOption(SocketOption option, out int value)
    {
        if (_options.TryGet(option, out value))
            return PalError.Success;
        if (TryGetOfConnection(option) is { } found)
        {
            value = found;
            return PalError.Success;
        }

        return base.GetOption(option, out value);
    }

    public override PalError SetOption(SocketOption option, int value)
    {
        if (option == SocketOption.QuickAcknowledgments)
        {
            // For the connection as it is now: it outlives nothing.
            if (_connection is not null)
                _connection.QuickAcknowledgments = value != 0;
            return PalError.Success;
        }

        if (_sharesOptions)
        {
            _options = _options.Copy();
            _sharesOptions = false;
        }

        PalError result = _options.Set(option, value);
        if (result == PalError.ENOPROTOOPT)
            return base.SetOption(option, value);
        if (result == PalError.Success && _connection is not null)
            _options.ApplyTo(_connection);
        return result;
    }

    public override bool TryGetTcpInformation(out TcpConnectionInfo information)
    {
        information = _connection?.GetInfo() ?? _listener?.GetInfo() ?? new TcpConnectionInfo { State = TcpState.Closed };
        return true;
    }

    protected override PalError TryBind(IpEndpoint local, bool reuseAddress)
    {
        if (_binding is not null || _connection is not null || _listener is not null)
            return PalError.EINVAL;
        ReuseAddress |= reuseAddress;
        return Loop.Stack.Tcp.TryBind(local, IsDualStack, ReuseAddress, out _binding).ToPal();
    }

    protected override PalError TryShutdown(ShutdownDirection direction)
    {
        if (_listener is not null && direction != ShutdownDirection.Send)
            return StopListening();
        if (_connection is not { } connection || IsConnecting)
            return PalError.ENOTCONN;

        TransportError error = TransportError.None;
        if (direction != ShutdownDirection.Receive)
            error = connection.ShutdownSend();
        if (direction != ShutdownDirection.Send && error == TransportError.None)
            error = connection.ShutdownReceive();
        return error.ToPal();
    }

    /// <summary>Back to the beginning: a connection is reset, a listener closed; callers blocked on it find that out as an error.</summary>
    protected override PalError TryDisconnect()
    {
        if (_listener is not null)
            return StopListening();
        if (_connection is { } connection)
        {
            DropConnection();
            connection.Abort();
            _pendingError = PalError.ECONNRESET;
        }

        return PalError.Success;
    }

    /// <summary>Why the connection ended, once. If it never came to be, the socket is free to connect again.</summary>
    private PalError TakeConnectionError()
    {
        if (_errorTaken || _connection is not { } connection || connection.Error == TransportError.None)
            return PalError.Success;
        if (IsConnecting)
            DropConnection();
        else
            _errorTaken = true;
        return connection.Error.ToPal();
    }

    // What the program has not set is as the connection has it, or would have it at first.
    private int? TryGetOfConnection(SocketOption option) => option switch
    {
        SocketOption.SendBuffer => _connection?.SendBufferSize ?? Loop.Stack.Tcp.Settings.SendBufferSize,
        SocketOption.ReceiveBuffer => _connection?.ReceiveBufferSize ?? Loop.Stack.Tcp.Settings.ReceiveBufferSize,
        SocketOption.QuickAcknowledgments => _connection is null or { QuickAcknowledgments: true } ? 1 : 0,
        SocketOption.CongestionControl => (int)(_connection?.CongestionControl ?? Loop.Stack.Tcp.Settings.CongestionControl),
        SocketOption.MaximumSegmentSize => _connection?.GetInfo().MaxSegmentSize ?? DefaultSegmentSize,
        _ => null,
    };

    private void DropConnection()
    {
        _connection!.Observer = null;
        _connection = null;
        _errorTaken = false;
        _isConnecting = false;
    }

    private void ReleaseBinding()
    {
        _binding?.Release();
        _binding = null;
    }
}
