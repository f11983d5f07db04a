using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>
/// Groups, on the loopback interface, which on Linux carries those of IPv4 like any other: memberships, sources (RFC 3678), and how to send. Over IPv6 Linux
/// has no route for groups there, so that what arrives is for a test with a link.
/// </summary>
internal static class MulticastCases
{
    private const int Loopback = 1;
    private static readonly IPAddress s_group = IPAddress.Parse("239.1.2.3");
    private static readonly IPAddress s_ipv6Group = IPAddress.Parse("ff15::7");

    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("multicast.join-and-leave", JoinAndLeave),
        ConformanceCase.Blocking("multicast.join-and-leave-ipv6", JoinAndLeaveIpv6),
        ConformanceCase.Blocking("multicast.by-address", ByAddress),
        ConformanceCase.Blocking("multicast.sources", Sources),
        ConformanceCase.Blocking("multicast.blocked-sources", BlockedSources),
        ConformanceCase.Blocking("multicast.source-errors", SourceErrors),
        ConformanceCase.Blocking("multicast.source-errors-ipv6", SourceErrorsIpv6),
        ConformanceCase.Blocking("multicast.interface", Interface),
        ConformanceCase.Blocking("multicast.interface-ipv6", InterfaceIpv6),
        ConformanceCase.Blocking("multicast.options", Options),
        ConformanceCase.Blocking("multicast.dual-mode", DualMode),
    ];

    private static void JoinAndLeave(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetwork);
        MulticastOption membership = new(s_group, Loopback);
        transcript.Try("leave before", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.DropMembership, membership));
        transcript.Try("join", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, membership));
        transcript.Try("join again", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, membership));
        NoteArrival(transcript, "member", socket);
        transcript.Try("leave", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.DropMembership, membership));
        NoteArrival(transcript, "no member", socket);
        transcript.Try("no group", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(IPAddress.Loopback, Loopback)));
        transcript.Try("no interface", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(s_group, 99)));
    }

    private static void JoinAndLeaveIpv6(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetworkV6);
        IPv6MulticastOption membership = new(s_ipv6Group, Loopback);
        transcript.Try("leave before", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.DropMembership, membership));
        transcript.Try("join", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, membership));
        transcript.Try("join again", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, membership));
        transcript.Try("leave", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.DropMembership, membership));
        transcript.Try("leave again", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.DropMembership, membership));
        transcript.Try("no group", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(IPAddress.IPv6Loopback, Loopback)));
        transcript.Try("no interface", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(s_ipv6Group, 99)));
    }

    private static void ByAddress(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetwork);
        transcript.Try("join", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(s_group, IPAddress.Loopback)));
        NoteArrival(transcript, "member", socket);
        transcript.Try("address of nobody", () =>
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(s_group, IPAddress.Parse("198.51.100.7"))));
        transcript.Try("leave by index", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.DropMembership, new MulticastOption(s_group, Loopback)));
    }

    private static void Sources(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetwork);
        transcript.Try("join another", () => Source(socket, SocketOptionName.AddSourceMembership, "127.0.0.2"));
        NoteArrival(transcript, "not from it", socket);
        transcript.Try("join ours", () => Source(socket, SocketOptionName.AddSourceMembership, "127.0.0.1"));
        NoteArrival(transcript, "from it", socket);
        transcript.Try("drop ours", () => Source(socket, SocketOptionName.DropSourceMembership, "127.0.0.1"));
        NoteArrival(transcript, "no more", socket);
        transcript.Try("drop the other", () => Source(socket, SocketOptionName.DropSourceMembership, "127.0.0.2"));
        transcript.Try("leave", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.DropMembership, new MulticastOption(s_group, Loopback)));
    }

    private static void BlockedSources(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetwork);
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(s_group, Loopback));
        transcript.Try("block", () => Source(socket, SocketOptionName.BlockSource, "127.0.0.1"));
        NoteArrival(transcript, "blocked", socket);
        transcript.Try("unblock", () => Source(socket, SocketOptionName.UnblockSource, "127.0.0.1"));
        NoteArrival(transcript, "unblocked", socket);
    }

    private static void SourceErrors(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetwork);
        transcript.Try("block without group", () => Source(socket, SocketOptionName.BlockSource, "127.0.0.2"));
        transcript.Try("drop without group", () => Source(socket, SocketOptionName.DropSourceMembership, "127.0.0.2"));
        transcript.Try("join", () => Source(socket, SocketOptionName.AddSourceMembership, "127.0.0.2"));
        transcript.Try("join again", () => Source(socket, SocketOptionName.AddSourceMembership, "127.0.0.2"));
        transcript.Try("join for all", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(s_group, Loopback)));
        transcript.Try("block of some", () => Source(socket, SocketOptionName.BlockSource, "127.0.0.3"));
        transcript.Try("drop another", () => Source(socket, SocketOptionName.DropSourceMembership, "127.0.0.3"));

        using Socket all = Bound(AddressFamily.InterNetwork);
        all.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(s_group, Loopback));
        transcript.Try("unblock what is not", () => Source(all, SocketOptionName.UnblockSource, "127.0.0.2"));
        transcript.Try("block", () => Source(all, SocketOptionName.BlockSource, "127.0.0.2"));
        transcript.Try("block again", () => Source(all, SocketOptionName.BlockSource, "127.0.0.2"));
        transcript.Try("join one of all but some", () => Source(all, SocketOptionName.AddSourceMembership, "127.0.0.3"));
        transcript.Try("too short", () => all.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.BlockSource, new byte[11]));
    }

    // MCAST_JOIN_SOURCE_GROUP and its like, which have no name in .NET (RFC 3678 5.1).
    private static void SourceErrorsIpv6(Transcript transcript)
    {
        const int Ipv6Level = 41;
        const int Join = 42;
        const int Block = 43;
        const int Unblock = 44;
        const int Leave = 45;
        const int JoinSource = 46;
        const int LeaveSource = 47;
        using Socket socket = Bound(AddressFamily.InterNetworkV6);
        void Try(string what, int option, string? source) => transcript.Try(what, () => socket.SetRawSocketOption(Ipv6Level, option, GroupSource(s_ipv6Group, source)));
        Try("block without group", Block, "2001:db8::1");
        Try("join a source", JoinSource, "2001:db8::1");
        Try("join it again", JoinSource, "2001:db8::1");
        Try("join another", JoinSource, "2001:db8::2");
        Try("leave it", LeaveSource, "2001:db8::2");
        Try("leave it again", LeaveSource, "2001:db8::2");
        Try("leave the last", LeaveSource, "2001:db8::1");
        Try("leave the group", Leave, null);
        Try("join the group", Join, null);
        Try("block", Block, "2001:db8::1");
        Try("block again", Block, "2001:db8::1");
        Try("unblock", Unblock, "2001:db8::1");
        Try("source of IPv4", Block, "192.0.2.1");
    }

    private static void Interface(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetwork);
        transcript.Note("at first", socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface));
        transcript.Try("by index", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(Loopback)));
        transcript.Note("then", socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface));
        transcript.Try("by address", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, BitConverter.ToInt32(IPAddress.Loopback.GetAddressBytes())));
        transcript.Note("address", socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface));
        transcript.Try("address of nobody", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, BitConverter.ToInt32([198, 51, 100, 7])));
        transcript.Try("no interface", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(99)));
    }

    private static void InterfaceIpv6(Transcript transcript)
    {
        using Socket socket = Bound(AddressFamily.InterNetworkV6);
        transcript.Note("at first", socket.GetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface));
        transcript.Try("set", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, Loopback));
        transcript.Note("then", socket.GetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface));
        transcript.Try("no interface", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, 99));
        transcript.Try("none", () => socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, 0));
    }

    private static void Options(Transcript transcript)
    {
        foreach ((AddressFamily family, SocketOptionLevel level) in new[] { (AddressFamily.InterNetwork, SocketOptionLevel.IP), (AddressFamily.InterNetworkV6, SocketOptionLevel.IPv6) })
        {
            using Socket socket = Bound(family);
            transcript.Note("loop", socket.MulticastLoopback);
            socket.MulticastLoopback = false;
            transcript.Note("loop off", socket.MulticastLoopback);
            transcript.Note("time to live", socket.GetSocketOption(level, SocketOptionName.MulticastTimeToLive));
            foreach (int value in new[] { 0, 1, 255, 256, -1, -2 })
            {
                transcript.Try($"set to {value}", () => socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, value));
                transcript.Note("then", socket.GetSocketOption(level, SocketOptionName.MulticastTimeToLive));
            }

            transcript.Note("unicast", socket.Ttl);
        }
    }

    private static void DualMode(Transcript transcript)
    {
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        transcript.Try("join", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(s_group, Loopback)));
        NoteArrival(transcript, "of IPv4", socket);
    }

    /// <summary>Sends to the group from 127.0.0.1 and, after it, to the socket itself: whatever the first did is known when the second is there.</summary>
    private static void NoteArrival(Transcript transcript, string what, Socket receiver)
    {
        int port = ((IPEndPoint)receiver.LocalEndPoint!).Port;
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(Loopback));
        sender.SendTo("group"u8, new IPEndPoint(s_group, port));
        sender.SendTo("end"u8, new IPEndPoint(IPAddress.Loopback, port));
        byte[] buffer = new byte[16];
        bool arrived = receiver.Receive(buffer) == 5;
        if (arrived)
            receiver.Receive(buffer);
        transcript.Note(what, arrived);
    }

    private static void Source(Socket socket, SocketOptionName name, string source) => socket.SetSocketOption(
        SocketOptionLevel.IP, name, (byte[])[.. s_group.GetAddressBytes(), .. IPAddress.Loopback.GetAddressBytes(), .. IPAddress.Parse(source).GetAddressBytes()]);

    /// <summary>A group_req, or with a source a group_source_req.</summary>
    private static byte[] GroupSource(IPAddress group, string? source)
    {
        const int Storage = 128;
        byte[] value = new byte[8 + Storage + (source is null ? 0 : Storage)];
        value[0] = Loopback;
        Write(value.AsSpan(8), group);
        if (source is not null)
            Write(value.AsSpan(8 + Storage), IPAddress.Parse(source));
        return value;
    }

    private static void Write(Span<byte> storage, IPAddress address)
    {
        SocketAddress native = new IPEndPoint(address, 0).Serialize();
        native.Buffer.Span[..native.Size].CopyTo(storage);
    }

    private static Socket Bound(AddressFamily family)
    {
        Socket socket = new(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
        return socket;
    }
}
