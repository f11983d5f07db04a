using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>UDP.</summary>
internal static class DatagramCases
{
    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("datagram.echo", Echo),
        new("datagram.echo-async", EchoAsync),
        ConformanceCase.Blocking("datagram.connected", Connected),
        ConformanceCase.Blocking("datagram.unreachable", Unreachable),
        ConformanceCase.Blocking("datagram.boundaries", Boundaries),
        ConformanceCase.Blocking("datagram.truncated", Truncated),
        ConformanceCase.Blocking("datagram.large", Large),
        ConformanceCase.Blocking("datagram.packet-information", PacketInformation),
        ConformanceCase.Blocking("datagram.broadcast", Broadcast),
        ConformanceCase.Blocking("datagram.in-use", InUse),
        ConformanceCase.Blocking("datagram.dual-mode", DualMode),
        ConformanceCase.Blocking("datagram.no-peer", NoPeer),
        ConformanceCase.Blocking("datagram.available", Available),
        new("datagram.waiting", WaitingAsync),
        ConformanceCase.Blocking("datagram.scattered", Scattered),
    ];

    private static Socket Bound(AddressFamily family = AddressFamily.InterNetwork)
    {
        Socket socket = new(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static void Echo(Transcript transcript)
    {
        using Socket server = Bound();
        using Socket client = Bound();
        byte[] buffer = new byte[16];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        transcript.Note("sent", client.SendTo("ping"u8, server.LocalEndPoint!));
        transcript.Note("received", server.ReceiveFrom(buffer, ref from));
        transcript.Note("from", Equals(from, client.LocalEndPoint));
        transcript.Note("returned", server.SendTo("pong!"u8, from));
        transcript.Note("answer", client.Receive(buffer));
    }

    private static async Task EchoAsync(Transcript transcript)
    {
        using UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpClient client = new(AddressFamily.InterNetwork);
        Task<UdpReceiveResult> receiving = server.ReceiveAsync();
        transcript.Note("at once", receiving.IsCompleted);
        await client.SendAsync(new byte[] { 1, 2, 3 }, (IPEndPoint)server.Client.LocalEndPoint!);
        UdpReceiveResult result = await receiving;
        transcript.Note("received", result.Buffer.Length);
        transcript.Note("from", result.RemoteEndPoint.Address);
    }

    private static void Connected(Transcript transcript)
    {
        using Socket server = Bound();
        using Socket client = Bound();
        using Socket stranger = Bound();
        client.Connect(server.LocalEndPoint!);
        stranger.SendTo("strange"u8, client.LocalEndPoint!);
        transcript.Note("sent", client.Send("hi"u8));
        byte[] buffer = new byte[16];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        server.ReceiveFrom(buffer, ref from);
        server.SendTo("known"u8, from);
        transcript.Note("only from the peer", client.Receive(buffer));
        transcript.Note("left", client.Available);
        transcript.Note("remote", Equals(client.RemoteEndPoint, server.LocalEndPoint));
    }

    private static void Unreachable(Transcript transcript)
    {
        using Socket client = Bound();
        client.Connect(SocketPair.FreeEndPoint(SocketType.Dgram));
        transcript.Note("sent", client.Send("x"u8));
        transcript.Try("receive", () => client.Receive(new byte[1]));
    }

    private static void Boundaries(Transcript transcript)
    {
        using Socket server = Bound();
        using Socket client = Bound();
        client.SendTo("one"u8, server.LocalEndPoint!);
        client.SendTo(ReadOnlySpan<byte>.Empty, server.LocalEndPoint!);
        client.SendTo("three"u8, server.LocalEndPoint!);
        byte[] buffer = new byte[16];
        transcript.Note("first", server.Receive(buffer));
        transcript.Note("empty", server.Receive(buffer));
        transcript.Note("third", server.Receive(buffer));
    }

    private static void Truncated(Transcript transcript)
    {
        using Socket server = Bound();
        using Socket client = Bound();
        client.SendTo("truncated"u8, server.LocalEndPoint!);
        client.SendTo("next"u8, server.LocalEndPoint!);
        byte[] buffer = new byte[4];
        transcript.Try("receive", () => server.Receive(buffer));
        transcript.Note("next", server.Receive(buffer));
    }

    private static void Large(Transcript transcript)
    {
        using Socket server = Bound();
        using Socket client = Bound();
        byte[] data = new byte[65_507];
        data.AsSpan().Fill(0x5A);
        transcript.Note("sent", client.SendTo(data, server.LocalEndPoint!));
        byte[] buffer = new byte[data.Length];
        transcript.Note("received", server.Receive(buffer));
        transcript.Note("same", buffer.AsSpan().SequenceEqual(data));
        transcript.Try("too long", () => client.SendTo(new byte[65_508], server.LocalEndPoint!));
    }

    private static void PacketInformation(Transcript transcript)
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        server.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);
        server.Bind(new IPEndPoint(IPAddress.Any, 0));
        using Socket client = Bound();
        client.SendTo("x"u8, new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)server.LocalEndPoint!).Port));
        SocketFlags flags = SocketFlags.None;
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        transcript.Note("received", server.ReceiveMessageFrom(new byte[4], 0, 4, ref flags, ref from, out IPPacketInformation information));
        transcript.Note("sent to", information.Address);
        transcript.Note("interface", information.Interface);
        transcript.Note("flags", flags);
    }

    private static void Broadcast(Transcript transcript)
    {
        using Socket socket = Bound();
        transcript.Try("forbidden", () => socket.SendTo("x"u8, new IPEndPoint(IPAddress.Broadcast, 9)));
        socket.EnableBroadcast = true;
        transcript.Note("allowed", socket.EnableBroadcast);
    }

    private static void InUse(Transcript transcript)
    {
        using Socket first = Bound();
        using Socket second = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        transcript.Try("bind", () => second.Bind(first.LocalEndPoint!));
    }

    private static void DualMode(Transcript transcript)
    {
        using Socket server = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true, ReceiveTimeout = 10_000 };
        server.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        using Socket client = Bound();
        client.SendTo("x"u8, new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)server.LocalEndPoint!).Port));
        EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
        transcript.Note("received", server.ReceiveFrom(new byte[4], ref from));
        transcript.Note("from", ((IPEndPoint)from).Address);
        transcript.Note("answered", server.SendTo("y"u8, from));
        transcript.Note("answer", client.Receive(new byte[4]));
    }

    private static void NoPeer(Transcript transcript)
    {
        using Socket socket = Bound();
        transcript.Try("send", () => socket.Send("x"u8));
        transcript.Note("remote", socket.RemoteEndPoint);
    }

    private static void Available(Transcript transcript)
    {
        using Socket server = Bound();
        using Socket client = Bound();
        transcript.Note("before", server.Available);
        client.SendTo("12345"u8, server.LocalEndPoint!);
        transcript.Note("arrived", server.Poll(10_000_000, SelectMode.SelectRead));
        transcript.Note("available", server.Available);
        transcript.Note("peeked", server.Receive(new byte[16], SocketFlags.Peek));
        transcript.Note("received", server.Receive(new byte[16]));
    }

    private static async Task WaitingAsync(Transcript transcript)
    {
        using Socket server = Bound();
        server.ReceiveTimeout = 50;
        transcript.Try("timeout", () => server.Receive(new byte[1]));
        using CancellationTokenSource cancel = new(50);
        await transcript.TryAsync("cancelled", async () => await server.ReceiveAsync(new byte[1].AsMemory(), cancel.Token));
        server.Blocking = false;
        transcript.Try("non-blocking", () => server.Receive(new byte[1]));
    }

    private static void Scattered(Transcript transcript)
    {
        using Socket server = Bound();
        using Socket client = Bound();
        client.Connect(server.LocalEndPoint!);
        transcript.Note("sent", client.Send(new ArraySegment<byte>[] { new("abc"u8.ToArray()), new("de"u8.ToArray()) }));
        byte[] first = new byte[2];
        byte[] second = new byte[8];
        transcript.Note("received", server.Receive(new ArraySegment<byte>[] { new(first), new(second) }));
        transcript.Note("second", second[2]);
    }
}
