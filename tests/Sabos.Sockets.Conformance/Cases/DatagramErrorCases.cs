using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>What a UDP socket is told of its datagrams, over either version: refusals, lengths, and where one was sent to.</summary>
internal static class DatagramErrorCases
{
    public static IEnumerable<ConformanceCase> All { get; } =
    [
        .. ForBoth("refused", Refused),
        .. ForBoth("not-connected", NotConnected),
        .. ForBoth("too-long", TooLong),
        .. ForBoth("message-from", MessageFrom),
        new("datagram-errors.refused-async", RefusedAsync),
        new("datagram-errors.message-from-async", MessageFromAsync),
        ConformanceCase.Blocking("datagram-errors.do-not-fragment", DoNotFragment),
    ];

    private static IEnumerable<ConformanceCase> ForBoth(string name, Action<Transcript, IPAddress> run) =>
    [
        ConformanceCase.Blocking($"datagram-errors.{name}", transcript => run(transcript, IPAddress.Loopback)),
        ConformanceCase.Blocking($"datagram-errors.{name}-ipv6", transcript => run(transcript, IPAddress.IPv6Loopback)),
    ];

    // The refusal is told once, to whichever call comes next.
    private static void Refused(Transcript transcript, IPAddress loopback)
    {
        using Socket socket = Bound(loopback);
        socket.Connect(FreeEndPoint(loopback));
        transcript.Try("send", () => socket.Send("x"u8));
        transcript.Try("receive", () => socket.Receive(new byte[1]));
        transcript.Try("send again", () => socket.Send("x"u8));
        transcript.Note("error is pending", socket.Poll(10_000_000, SelectMode.SelectError));
        transcript.Try("next send", () => socket.Send("x"u8));
        transcript.Note("error", socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error));
        transcript.Try("once more", () => socket.Send("x"u8));
        transcript.Note("error is pending", socket.Poll(10_000_000, SelectMode.SelectError));
        transcript.Note("readable", socket.Poll(0, SelectMode.SelectRead));
        transcript.Note("error", (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!);
        transcript.Note("pending still", socket.Poll(0, SelectMode.SelectError));
    }

    private static void NotConnected(Transcript transcript, IPAddress loopback)
    {
        using Socket socket = Bound(loopback);
        socket.ReceiveTimeout = 50;
        transcript.Try("send", () => socket.SendTo("x"u8, FreeEndPoint(loopback)));
        transcript.Try("receive", () => socket.Receive(new byte[1]));
    }

    private static void TooLong(Transcript transcript, IPAddress loopback)
    {
        using Socket server = Bound(loopback);
        using Socket socket = Bound(loopback);
        transcript.Try("longest", () => socket.SendTo(new byte[65_507], server.LocalEndPoint!));
        transcript.Note("received", server.Receive(new byte[65_535]));
        transcript.Try("longer than any", () => socket.SendTo(new byte[65_528], server.LocalEndPoint!));
        transcript.Try("and then", () => socket.SendTo(new byte[1], server.LocalEndPoint!));
    }

    private static void MessageFrom(Transcript transcript, IPAddress loopback)
    {
        bool ipv6 = loopback.AddressFamily == AddressFamily.InterNetworkV6;
        using Socket server = new(loopback.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        server.Bind(new IPEndPoint(ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        using Socket client = Bound(loopback);
        EndPoint target = new IPEndPoint(loopback, ((IPEndPoint)server.LocalEndPoint!).Port);
        SocketOptionLevel level = ipv6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
        transcript.Note("asked for at first", server.GetSocketOption(level, SocketOptionName.PacketInformation));
        server.SetSocketOption(level, SocketOptionName.PacketInformation, true);
        foreach (int room in new[] { 8, 2 })
        {
            client.SendTo("abcdef"u8, target);
            SocketFlags flags = SocketFlags.None;
            EndPoint from = new IPEndPoint(ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            transcript.Note("received", server.ReceiveMessageFrom(new byte[room], ref flags, ref from, out IPPacketInformation information));
            transcript.Note("from", from.Equals(client.LocalEndPoint));
            transcript.Note("sent to", information.Address);
            transcript.Note("interface", information.Interface);
            transcript.Note("flags", flags);
        }
    }

    private static async Task RefusedAsync(Transcript transcript)
    {
        using Socket socket = Bound(IPAddress.IPv6Loopback);
        await socket.ConnectAsync(FreeEndPoint(IPAddress.IPv6Loopback));
        Task<int> receiving = socket.ReceiveAsync(new byte[1].AsMemory()).AsTask();
        await socket.SendAsync(new byte[1].AsMemory());
        await transcript.TryAsync("receive", () => receiving);
    }

    private static async Task MessageFromAsync(Transcript transcript)
    {
        using Socket server = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        Task<SocketReceiveMessageFromResult> receiving = server.ReceiveMessageFromAsync(new byte[8].AsMemory(), new IPEndPoint(IPAddress.IPv6Any, 0)).AsTask();
        using Socket client = Bound(IPAddress.IPv6Loopback);
        await client.SendToAsync(new byte[3].AsMemory(), new IPEndPoint(IPAddress.IPv6Loopback, ((IPEndPoint)server.LocalEndPoint!).Port));
        SocketReceiveMessageFromResult result = await receiving;
        transcript.Note("received", result.ReceivedBytes);
        transcript.Note("from", result.RemoteEndPoint.Equals(client.LocalEndPoint));
        transcript.Note("sent to", result.PacketInformation.Address);
        transcript.Note("interface", result.PacketInformation.Interface);
    }

    private static void DoNotFragment(Transcript transcript)
    {
        const int Ipv6Level = 41;
        const int DoNotFragmentOption = 62; // IPV6_DONTFRAG
        using Socket ipv4 = Bound(IPAddress.Loopback);
        transcript.Note("IPv4", ipv4.DontFragment);
        ipv4.DontFragment = true;
        transcript.Note("IPv4 set", ipv4.DontFragment);
        using Socket ipv6 = Bound(IPAddress.IPv6Loopback);
        byte[] value = new byte[4];
        ipv6.GetRawSocketOption(Ipv6Level, DoNotFragmentOption, value);
        transcript.Note("IPv6", value[0]);
        ipv6.SetRawSocketOption(Ipv6Level, DoNotFragmentOption, BitConverter.GetBytes(1));
        ipv6.GetRawSocketOption(Ipv6Level, DoNotFragmentOption, value);
        transcript.Note("IPv6 set", value[0]);
        transcript.Try("longer than the packets of loopback", () => ipv6.SendTo(new byte[65_507], FreeEndPoint(IPAddress.IPv6Loopback)));
        transcript.Try("and then", () => ipv6.SendTo(new byte[1], FreeEndPoint(IPAddress.IPv6Loopback)));
    }

    private static Socket Bound(IPAddress loopback)
    {
        Socket socket = new(loopback.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(loopback, 0));
        return socket;
    }

    private static IPEndPoint FreeEndPoint(IPAddress loopback)
    {
        using Socket probe = Bound(loopback);
        return (IPEndPoint)probe.LocalEndPoint!;
    }
}
