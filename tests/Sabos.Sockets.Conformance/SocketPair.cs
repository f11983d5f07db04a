using System;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Sockets.Conformance;

/// <summary>Two connected TCP sockets.</summary>
internal sealed class SocketPair : IDisposable
{
    public SocketPair()
    {
        using Socket listener = Listen();
        Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Client.Connect(listener.LocalEndPoint!);
        Server = listener.Accept();
    }

    public Socket Client { get; }

    public Socket Server { get; }

    /// <summary>A listener on a free port of loopback.</summary>
    public static Socket Listen(int backlog = 16)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(backlog);
        return listener;
    }

    /// <summary>A port of loopback where nobody listens.</summary>
    public static IPEndPoint FreeEndPoint(SocketType type)
    {
        using Socket probe = new(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)probe.LocalEndPoint!;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
