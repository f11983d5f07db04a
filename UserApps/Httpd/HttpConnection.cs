using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Threading;

namespace Sabos.Httpd;

/// <summary>
/// One connection: moves bytes between its socket and its <see cref="HttpConversation"/>, by one receive and one send a request, through
/// one reused <see cref="SocketAsyncEventArgs"/>, which is the object itself. At most one operation is under way, and only its completion
/// touches the state; other threads only end its wait by a shutdown of the socket.
/// </summary>
internal sealed class HttpConnection : SocketAsyncEventArgs, IThreadPoolWorkItem
{
    private const int UsualInputCapacity = 1024;

    // Operations that complete at once, in a row, before other connections get their turn.
    private const int TurnLength = 32;

    private readonly Socket _socket;
    private readonly HttpService _service;
    private readonly ConnectionTable _table;
    private readonly HttpConversation _conversation;
    private readonly ResponseBuffer _output = new();

    private byte[] _input = new byte[UsualInputCapacity];
    private int _inputStart;
    private int _inputEnd;
    private int _sent;
    private ConversationStep _afterSend;
    private volatile ConnectionState _state;

    private int _deadline;
    private ReceiveDeadline _receiveDeadline;
    private volatile bool _hasExpired;
    private bool _isClosed;

    public HttpConnection(Socket socket, HttpService service, ConnectionTable table)
        : base(true) // Completions carry no execution context.
    {
        _socket = socket;
        _service = service;
        _table = table;
        _conversation = new HttpConversation(service);
        SetDeadline(service.Options.IdleTimeout);
    }

    /// <summary>The connection's place in the table.</summary>
    public int Slot { get; set; }

    private bool HasInput => _inputStart < _inputEnd;

    /// <summary>Serves the connection until it is closed.</summary>
    public void Serve() => Run(justCompleted: false);

    /// <summary>Answers 503 and closes.</summary>
    public void Refuse()
    {
        _conversation.Refuse(HttpStatus.ServiceUnavailable, _output);
        _afterSend = ConversationStep.Close;
        Run(justCompleted: false);
    }

    /// <summary>Ends the present wait if it has lasted past its deadline. Callable from any thread.</summary>
    public void Expire(int now)
    {
        if (now < Volatile.Read(ref _deadline))
            return;
        _hasExpired = true;
        Interrupt(abort: _state != ConnectionState.Receiving);
    }

    /// <summary>
    /// Ends the present wait: a receive sees the end of input once what has arrived is read; with <paramref name="abort"/> a send fails, too.
    /// Callable from any thread.
    /// </summary>
    public void Interrupt(bool abort)
    {
        try
        {
            _socket.Shutdown(abort ? SocketShutdown.Both : SocketShutdown.Receive);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection has ended meanwhile: nothing is left to interrupt.
        }
    }

    /// <summary>Takes up another turn.</summary>
    void IThreadPoolWorkItem.Execute() => Run(justCompleted: true);

    protected override void OnCompleted(SocketAsyncEventArgs e) => Run(justCompleted: true);

    [SuppressMessage("Design", "CA1031:Do not catch general exception types",
        Justification = "An exception here, at the bottom of a completion, would end the process; it ends its connection and is counted.")]
    private void Run(bool justCompleted)
    {
        try
        {
            bool completed = justCompleted ? Complete() : Begin();
            for (int turn = 0; completed; turn++)
            {
                if (turn == TurnLength)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }

                completed = Complete();
            }
        }
        catch (Exception)
        {
            _service.Statistics.CountFailed();
            Close();
        }
    }

    // Each of the methods below answers true if an operation has completed at once, false if it is under way or the connection closed.
    private bool Begin() => _output.Length > 0 ? Send() : Receive();

    private bool Complete()
    {
        if (SocketError != SocketError.Success)
            return Close();

        switch (_state)
        {
            case ConnectionState.Sending:
                _sent += BytesTransferred;
                return _sent < _output.Length ? Send() : FinishSend();
            case ConnectionState.Lingering:
                return BytesTransferred > 0 ? Linger() : Close();
            default:
                _inputEnd += BytesTransferred;
                return BytesTransferred > 0 ? Converse() : EndInput();
        }
    }

    private bool Converse()
    {
        _afterSend = _conversation.Advance(_input.AsSpan(_inputStart, _inputEnd - _inputStart), _output, out int consumed);
        _inputStart += consumed;
        if (!HasInput)
            _inputStart = _inputEnd = 0;
        return _output.Length > 0 ? Send() : Receive();
    }

    private bool EndInput()
    {
        if (_hasExpired)
            _conversation.TimeOut(HasInput, _output);
        else
            _conversation.EndOfInput(HasInput, _output);
        _afterSend = ConversationStep.Close;
        return _output.Length > 0 ? Send() : BeginLinger();
    }

    private bool FinishSend()
    {
        _output.Clear();
        _sent = 0;
        return _afterSend switch
        {
            ConversationStep.Receive => Receive(),
            ConversationStep.Resume => Converse(),
            _ => BeginLinger(),
        };
    }

    private bool Receive()
    {
        MakeRoom();
        SetDeadline(_receiveDeadline.Next(
            _conversation.Phase, HasInput, _conversation.Answered, _service.Clock.Seconds, _service.Options));
        _state = ConnectionState.Receiving;
        SetBuffer(_input, _inputEnd, _input.Length - _inputEnd);
        return !_socket.ReceiveAsync(this);
    }

    private bool Send()
    {
        SetDeadline(_service.Options.SendTimeout);
        _state = ConnectionState.Sending;
        SetBuffer(_output.From(_sent));
        return !_socket.SendAsync(this);
    }

    // RFC 9112, 9.6: a close with input unread would reset the connection and might take the last response with it. So the sending side is
    // closed first, and what still comes is read until the client closes, too.
    private bool BeginLinger()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The client has reset the connection.
            return Close();
        }

        SetDeadline(_service.Options.CloseTimeout);
        return Linger();
    }

    private bool Linger()
    {
        _state = ConnectionState.Lingering;
        SetBuffer(_input, 0, _input.Length);
        return !_socket.ReceiveAsync(this);
    }

    private bool Close()
    {
        if (_isClosed)
            return false;
        _isClosed = true;
        _table.Remove(this);
        _socket.Dispose();
        Dispose();
        return false;
    }

    private void MakeRoom()
    {
        if (_inputEnd < _input.Length)
            return;

        int length = _inputEnd - _inputStart;
        byte[] destination = _inputStart > 0 ? _input : new byte[Math.Min(_input.Length * 2, RequestParser.MaximumLength)];
        _input.AsSpan(_inputStart, length).CopyTo(destination);
        _input = destination;
        _inputStart = 0;
        _inputEnd = length;
    }

    private void SetDeadline(TimeSpan timeout) => SetDeadline(ReceiveDeadline.After(_service.Clock.Seconds, timeout));

    private void SetDeadline(int deadline) => Volatile.Write(ref _deadline, deadline);
}
