using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Sabos.HelloStd.Steps;

/// <summary>Two connected TCP sockets, both in blocking mode.</summary>
internal sealed record SocketPair(Socket Client, Socket Server) : IDisposable
{
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The pair owns both sockets.")]
    public static SocketPair Connect(IPAddress loopback)
    {
        using TcpListener listener = new(loopback, 0);
        listener.Start();
        Socket client = new(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // The connection is made as soon as it is in the listener's queue.
            client.Connect(listener.LocalEndpoint);
            return new SocketPair(client, listener.AcceptSocket());
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
