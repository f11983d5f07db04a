using System.Collections.Generic;
using Sabos.Net;
using Sabos.Transfer;
using Xunit;

namespace Sabos.Interop.Tests;

/// <summary>What <see cref="TransferServer"/> does, on the stack's own interface.</summary>
internal sealed class StackTransferService
{
    private const int Backlog = 128;

    private readonly NetworkStack _stack;
    private readonly TcpListener _listener;
    private readonly List<StackTransferSession> _sessions = [];

    public StackTransferService(NetworkStack stack, ushort port)
    {
        _stack = stack;
        Assert.Equal(TransportError.None, stack.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv6, port), Backlog, dualStack: true, false, out TcpListener? listener));
        _listener = listener!;
    }

    /// <summary>Connections that have neither ended nor failed.</summary>
    public int Connections => _sessions.Count;

    /// <summary>Does what can be done now.</summary>
    public void Run()
    {
        while (_listener.TryAccept(out TcpConnection? accepted))
            Start(accepted!, new TransferConversation());
        for (int i = _sessions.Count - 1; i >= 0; i--)
        {
            StackTransferSession session = _sessions[i];
            session.Run();
            if (!session.IsDone)
                continue;
            _sessions.RemoveAt(i);
            if (session.Conversation.Call is { } call)
                Call(call);
        }
    }

    private void Call(TransferRequest call)
    {
        Assert.True(IpAddress.TryParse(call.Callee!.Address.ToString(), out IpAddress address));
        IpEndpoint callee = new(address, (ushort)call.Callee.Port);
        Assert.Equal(TransportError.None, _stack.Tcp.Connect(new IpEndpoint(IpAddress.AnyIpv4, 0), callee, false, out TcpConnection? connection));
        Start(connection!, new TransferConversation(call));
    }

    private void Start(TcpConnection connection, TransferConversation conversation)
    {
        connection.NoDelay = true;
        _sessions.Add(new StackTransferSession(connection, conversation));
    }
}
