using System;
using Sabos.Net;
using Sabos.Transfer;

namespace Sabos.Interop.Tests;

/// <summary>A conversation over a connection of the stack.</summary>
internal sealed class StackTransferSession(TcpConnection connection, TransferConversation conversation)
{
    private readonly byte[] _received = new byte[64 * 1024];
    private readonly byte[] _sent = new byte[64 * 1024];
    private int _first;
    private int _count;
    private bool _hasEnded;
    private bool _isShut;

    public TransferConversation Conversation => conversation;

    /// <summary>Both streams have ended, or the connection has failed.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Does what can be done now.</summary>
    public void Run()
    {
        if (connection.State is TcpState.SynSent)
            return;

        while (!IsDone && (ReceiveSome() | SendSome()))
        {
        }

        if (_hasEnded && _isShut && !IsDone)
            End();
    }

    private bool ReceiveSome()
    {
        if (!conversation.CanReceive || _hasEnded)
            return false;
        TransportError error = connection.Receive(_received, out int length);
        if (error != TransportError.None)
            return error != TransportError.WouldBlock && End();

        _hasEnded = length == 0;
        if (_hasEnded)
            conversation.ReceiveEnd();
        else
            conversation.Receive(_received.AsSpan(0, length));
        return true;
    }

    private bool SendSome()
    {
        if (_count == 0)
        {
            _first = 0;
            _count = conversation.Send(_sent);
        }

        if (_count == 0)
        {
            if (!conversation.IsComplete || _isShut)
                return false;
            _isShut = true;
            return connection.ShutdownSend() != TransportError.None && End();
        }

        TransportError error = connection.Send(_sent.AsSpan(_first, _count), out int accepted);
        _first += accepted;
        _count -= accepted;
        return error is TransportError.None || (error != TransportError.WouldBlock && End()) || accepted > 0;
    }

    private bool End()
    {
        IsDone = true;
        connection.Close();
        return false;
    }
}
