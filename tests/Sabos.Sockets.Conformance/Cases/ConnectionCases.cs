using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>How TCP connections and listeners come and go.</summary>
internal static class ConnectionCases
{
    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("connection.refused", Refused),
        new("connection.refused-async", RefusedAsync),
        ConformanceCase.Blocking("connection.refused-then-again", RefusedThenAgain),
        ConformanceCase.Blocking("connection.endpoints", EndPoints),
        ConformanceCase.Blocking("connection.abort", Abort),
        ConformanceCase.Blocking("connection.unread-data", CloseWithUnreadData),
        ConformanceCase.Blocking("connection.linger", CloseLingering),
        ConformanceCase.Blocking("connection.send-to-closed", SendToClosed),
        ConformanceCase.Blocking("connection.not-connected", NotConnected),
        ConformanceCase.Blocking("connection.twice", ConnectTwice),
        ConformanceCase.Blocking("listener.in-use", ListenerInUse),
        ConformanceCase.Blocking("listener.rebind", ListenerRebind),
        ConformanceCase.Blocking("listener.closed-with-pending", ListenerClosedWithPending),
        new("listener.dual-mode", DualModeAsync),
        ConformanceCase.Blocking("listener.not-our-address", NotOurAddress),
        ConformanceCase.Blocking("connection.bound-client", BoundClient),
        ConformanceCase.Blocking("connection.disconnect", Disconnect),
    ];

    private static void Refused(Transcript transcript)
    {
        IPEndPoint nobody = SocketPair.FreeEndPoint(SocketType.Stream);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("connect", () => client.Connect(nobody));
        transcript.Note("connected", client.Connected);
    }

    private static async Task RefusedAsync(Transcript transcript)
    {
        IPEndPoint nobody = SocketPair.FreeEndPoint(SocketType.Stream);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await transcript.TryAsync("connect", () => client.ConnectAsync(nobody));
        transcript.Note("connected", client.Connected);
    }

    private static void RefusedThenAgain(Transcript transcript)
    {
        using TcpClient client = new();
        transcript.Try("connect", () => client.Connect(SocketPair.FreeEndPoint(SocketType.Stream)));
        transcript.Try("again", () => client.Connect(SocketPair.FreeEndPoint(SocketType.Stream)));
    }

    private static void EndPoints(Transcript transcript)
    {
        using SocketPair pair = new();
        transcript.Note("same there", Equals(pair.Client.LocalEndPoint, pair.Server.RemoteEndPoint));
        transcript.Note("same back", Equals(pair.Client.RemoteEndPoint, pair.Server.LocalEndPoint));
        transcript.Note("address", ((IPEndPoint)pair.Client.LocalEndPoint!).Address);
    }

    private static void Abort(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Client.LingerState = new LingerOption(true, 0);
        pair.Client.Close();
        byte[] buffer = new byte[1];
        transcript.Try("receive", () => pair.Server.Receive(buffer));
        transcript.Note("then", pair.Server.Receive(buffer));
        transcript.Try("send", () => pair.Server.Send(buffer));
    }

    private static void CloseWithUnreadData(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Client.Send("unread"u8);
        transcript.Note("arrived", pair.Server.Poll(10_000_000, SelectMode.SelectRead));
        pair.Server.Close();
        transcript.Try("receive", () => pair.Client.Receive(new byte[1]));
    }

    private static void CloseLingering(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Client.LingerState = new LingerOption(true, 20);
        pair.Client.Send("last words"u8);
        pair.Client.Close();
        byte[] buffer = new byte[32];
        transcript.Note("received", pair.Server.Receive(buffer));
        transcript.Note("end", pair.Server.Receive(buffer));
    }

    private static void SendToClosed(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Server.Close();
        transcript.Note("end", pair.Client.Receive(new byte[1]));
        string outcome;
        int attempts = 0;
        do
        {
            outcome = Transcript.Outcome(() => pair.Client.Send("x"u8));
        }
        while (outcome == "ok" && ++attempts < 1_000_000);
        transcript.Note("fails", outcome is "Shutdown" or "ConnectionReset" or "ConnectionAborted");
    }

    private static void NotConnected(Transcript transcript)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("receive", () => socket.Receive(new byte[1]));
        transcript.Try("shutdown", () => socket.Shutdown(SocketShutdown.Both));
        transcript.Note("remote", socket.RemoteEndPoint);
        transcript.Note("local", socket.LocalEndPoint);
        transcript.Note("connected", socket.Connected);
    }

    private static void ConnectTwice(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("connect", () => client.Connect(listener.LocalEndPoint!));
        transcript.Try("again", () => client.Connect(listener.LocalEndPoint!));
    }

    private static void ListenerInUse(Transcript transcript)
    {
        using Socket first = SocketPair.Listen();
        using Socket second = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("bind and listen", () =>
        {
            second.Bind(first.LocalEndPoint!);
            second.Listen();
        });
    }

    /// <summary>A restarted server gets its port, although a connection of its predecessor is still in TIME-WAIT.</summary>
    private static void ListenerRebind(Transcript transcript)
    {
        EndPoint address;
        using (Socket first = SocketPair.Listen())
        {
            address = first.LocalEndPoint!;
            using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(address);
            using Socket server = first.Accept();
            server.Shutdown(SocketShutdown.Both);
            transcript.Note("end", client.Receive(new byte[1]));
        }

        using Socket second = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("bind", () => second.Bind(address));
        transcript.Try("listen", () => second.Listen());
    }

    private static void ListenerClosedWithPending(Transcript transcript)
    {
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (Socket listener = SocketPair.Listen())
        {
            client.Connect(listener.LocalEndPoint!);
            transcript.Note("pending", listener.Poll(10_000_000, SelectMode.SelectRead));
        }

        transcript.Try("receive", () => client.Receive(new byte[1]));
    }

    private static async Task DualModeAsync(Transcript transcript)
    {
        TcpListener listener = TcpListener.Create(0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        transcript.Note("local", ((IPEndPoint)listener.LocalEndpoint).Address);
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using Socket accepted = await listener.AcceptSocketAsync();
        transcript.Note("peer", ((IPEndPoint)accepted.RemoteEndPoint!).Address);
        transcript.Note("client", ((IPEndPoint)client.Client.RemoteEndPoint!).Address);
        await client.Client.SendAsync("dual"u8.ToArray());
        transcript.Note("received", await accepted.ReceiveAsync(new byte[8]));
        listener.Stop();
    }

    private static void NotOurAddress(Transcript transcript)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("bind", () => socket.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.77"), 0)));
    }

    private static void BoundClient(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)client.LocalEndPoint!).Port;
        transcript.Note("has port", port != 0);
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        transcript.Note("kept", ((IPEndPoint)server.RemoteEndPoint!).Port == port);
    }

    private static void Disconnect(Transcript transcript)
    {
        using SocketPair pair = new();
        pair.Client.Shutdown(SocketShutdown.Both);
        transcript.Try("disconnect", () => pair.Client.Disconnect(reuseSocket: false));
        transcript.Note("connected", pair.Client.Connected);
    }
}
