using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>IPv6 sockets: over ::1, beside IPv4 ones at the same port, and serving both.</summary>
internal static class DualStackCases
{
    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("dual.stream-over-ipv6", StreamOverIpv6),
        ConformanceCase.Blocking("dual.listener-takes-ipv4", ListenerTakesIpv4),
        ConformanceCase.Blocking("dual.ipv6-only-listener-refuses-ipv4", Ipv6OnlyListenerRefusesIpv4),
        ConformanceCase.Blocking("dual.ports-shared-as-bound", PortsSharedAsBound),
        ConformanceCase.Blocking("dual.datagrams-of-both-versions", DatagramsOfBothVersions),
        ConformanceCase.Blocking("dual.ipv6-only-socket-to-ipv4", Ipv6OnlySocketToIpv4),
        ConformanceCase.Blocking("dual.packet-information", PacketInformation),
        ConformanceCase.Blocking("dual.options", Options),
        ConformanceCase.Blocking("dual.ping", Echo),
        ConformanceCase.Blocking("dual.raw-filter", RawFilter),
    ];

    private static void StreamOverIpv6(Transcript transcript)
    {
        using Socket listener = Listen(dualMode: false);
        using Socket client = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.IPv6Loopback, PortOf(listener));
        using Socket server = listener.Accept();
        transcript.Note("peer", ((IPEndPoint)server.RemoteEndPoint!).Address);
        transcript.Note("local", ((IPEndPoint)client.LocalEndPoint!).Address);
        transcript.Note("sent", client.Send([1, 2, 3]));
        transcript.Note("received", server.Receive(new byte[8]));
    }

    private static void ListenerTakesIpv4(Transcript transcript)
    {
        using Socket listener = Listen(dualMode: true);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, PortOf(listener));
        using Socket server = listener.Accept();
        transcript.Note("peer", ((IPEndPoint)server.RemoteEndPoint!).Address);
        transcript.Note("local", ((IPEndPoint)server.LocalEndPoint!).Address);
        using Socket mapped = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        mapped.Connect(IPAddress.Loopback.MapToIPv6(), PortOf(listener));
        transcript.Note("mapped client", ((IPEndPoint)mapped.LocalEndPoint!).Address);
    }

    private static void Ipv6OnlyListenerRefusesIpv4(Transcript transcript)
    {
        using Socket listener = Listen(dualMode: false);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("connect", () => client.Connect(IPAddress.Loopback, PortOf(listener)));
    }

    // Which two listeners may have one port: Linux's rules for [::] with and without IPv6Only, 0.0.0.0, and addresses of each version.
    private static void PortsSharedAsBound(Transcript transcript)
    {
        (string Name, IPAddress Address, bool DualMode)[] kinds =
        [
            ("::", IPAddress.IPv6Any, true),
            (":: alone", IPAddress.IPv6Any, false),
            ("::1", IPAddress.IPv6Loopback, false),
            ("0.0.0.0", IPAddress.Any, false),
            ("127.0.0.1", IPAddress.Loopback, false),
        ];
        foreach ((string firstName, IPAddress firstAddress, bool firstDual) in kinds)
        {
            foreach ((string secondName, IPAddress secondAddress, bool secondDual) in kinds)
            {
                using Socket first = Make(firstAddress, SocketType.Stream, firstDual);
                first.Bind(new IPEndPoint(firstAddress, 0));
                first.Listen(1);
                using Socket second = Make(secondAddress, SocketType.Stream, secondDual);
                transcript.Try(
                    $"{secondName} after {firstName}",
                    () =>
                    {
                        second.Bind(new IPEndPoint(secondAddress, PortOf(first)));
                        second.Listen(1);
                    });
            }
        }
    }

    private static void DatagramsOfBothVersions(Transcript transcript)
    {
        using Socket server = Make(IPAddress.IPv6Any, SocketType.Dgram, dualMode: true);
        server.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        server.ReceiveTimeout = 5000;
        foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using Socket client = Make(address, SocketType.Dgram, dualMode: false);
            client.ReceiveTimeout = 5000;
            transcript.Note("sent", client.SendTo([1, 2], new IPEndPoint(address, PortOf(server))));
            EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
            transcript.Note("received", server.ReceiveFrom(new byte[8], ref from));
            transcript.Note("from", ((IPEndPoint)from).Address);
            transcript.Note("answered", server.SendTo([3], from));
            transcript.Note("answer", client.Receive(new byte[8]));
        }

        using Socket both = Make(IPAddress.IPv6Any, SocketType.Dgram, dualMode: true);
        both.ReceiveTimeout = 5000;
        both.SendTo([1], new IPEndPoint(IPAddress.Loopback.MapToIPv6(), PortOf(server)));
        transcript.Note("family of the unbound sender", ((IPEndPoint)both.LocalEndPoint!).Address);
        both.SendTo([1], new IPEndPoint(IPAddress.IPv6Loopback, PortOf(server)));
        transcript.Note("first", server.Receive(new byte[8]));
        transcript.Note("second", server.Receive(new byte[8]));
    }

    private static void Ipv6OnlySocketToIpv4(Transcript transcript)
    {
        using Socket socket = Make(IPAddress.IPv6Any, SocketType.Dgram, dualMode: false);
        transcript.Try("send", () => socket.SendTo([1], new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 9)));
        using Socket stream = Make(IPAddress.IPv6Any, SocketType.Stream, dualMode: false);
        transcript.Try("connect", () => stream.Connect(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 9)));
        using Socket bound = Make(IPAddress.IPv6Any, SocketType.Dgram, dualMode: false);
        transcript.Try("bind", () => bound.Bind(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 0)));
    }

    private static void PacketInformation(Transcript transcript)
    {
        using Socket server = Make(IPAddress.IPv6Any, SocketType.Dgram, dualMode: true);
        server.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.PacketInformation, true);
        server.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        server.ReceiveTimeout = 5000;
        foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using Socket client = Make(address, SocketType.Dgram, dualMode: false);
            client.SendTo([1], new IPEndPoint(address, PortOf(server)));
            SocketFlags flags = SocketFlags.None;
            EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
            transcript.Note("received", server.ReceiveMessageFrom(new byte[8], 0, 8, ref flags, ref from, out IPPacketInformation information));
            transcript.Note("sent to", information.Address);
            transcript.Note("interface", information.Interface);
        }
    }

    private static void Options(Transcript transcript)
    {
        using Socket socket = Make(IPAddress.IPv6Any, SocketType.Dgram, dualMode: true);
        transcript.Note("dual mode", socket.DualMode);
        transcript.Note("hop limit", socket.Ttl);
        socket.Ttl = 77;
        transcript.Note("set to", socket.Ttl);
        Span<byte> value = stackalloc byte[4];
        const int Ipv6Level = 41;
        const int TrafficClass = 67;
        socket.SetRawSocketOption(Ipv6Level, TrafficClass, BitConverter.GetBytes(0x20));
        socket.GetRawSocketOption(Ipv6Level, TrafficClass, value);
        transcript.Note("traffic class", BitConverter.ToInt32(value));
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        transcript.Try("IPv6 only once bound", () => socket.DualMode = false);
        using Socket ipv4 = Make(IPAddress.Any, SocketType.Dgram, dualMode: false);
        transcript.Try("IPv6 address for an IPv4 socket", () => ipv4.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0)));
        using Socket strange = Make(IPAddress.IPv6Any, SocketType.Dgram, dualMode: false);
        transcript.Try("address of another", () => strange.Bind(new IPEndPoint(IPAddress.Parse("2001:db8::77"), 0)));
    }

    private static void Echo(Transcript transcript)
    {
        using Ping ping = new();
        PingReply reply = ping.Send(IPAddress.IPv6Loopback, 5000, [1, 2, 3]);
        transcript.Note("status", reply.Status);
        transcript.Note("from", reply.Address);
        transcript.Note("bytes", string.Join(' ', reply.Buffer));
    }

    // RFC 3542 3.1 and 3.2: the kernel writes the checksum, and keeps back what the filter blocks.
    private static void RawFilter(Transcript transcript)
    {
        const int Icmpv6Level = 58;
        const int Filter = 1;
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
        byte[] blocked = [.. Enumerable.Repeat((byte)0xFF, 32)];
        blocked[129 / 8] = unchecked((byte)~(1 << (129 % 8)));
        socket.SetRawSocketOption(Icmpv6Level, Filter, blocked);
        byte[] read = new byte[32];
        transcript.Note("filter bytes", socket.GetRawSocketOption(Icmpv6Level, Filter, read));
        transcript.Note("as set", read.SequenceEqual(blocked));
        socket.ReceiveTimeout = 5000;
        byte[] request = [128, 0, 0, 0, 0x12, 0x34, 0, 1, 9, 9];
        transcript.Note("sent", socket.SendTo(request, new IPEndPoint(IPAddress.IPv6Loopback, 0)));
        byte[] answer = new byte[64];
        int length = socket.Receive(answer);
        transcript.Note("answer", $"{length}: {answer[0]} {answer[1]} .. {answer[4]} {answer[5]} {answer[8]} {answer[9]}");
    }

    private static Socket Make(IPAddress address, SocketType type, bool dualMode)
    {
        Socket socket = new(address.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            socket.DualMode = dualMode;
        return socket;
    }

    private static Socket Listen(bool dualMode)
    {
        Socket listener = Make(IPAddress.IPv6Any, SocketType.Stream, dualMode);
        listener.Bind(new IPEndPoint(dualMode ? IPAddress.IPv6Any : IPAddress.IPv6Loopback, 0));
        listener.Listen(16);
        return listener;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
