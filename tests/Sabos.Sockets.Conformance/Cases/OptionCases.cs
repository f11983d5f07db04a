using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>Socket options: what is set is what one reads.</summary>
internal static class OptionCases
{
    private const int TcpLevel = 6;
    private const int Information = 11; // TCP_INFO

    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("option.stream", Stream),
        ConformanceCase.Blocking("option.keep-alive", KeepAlive),
        ConformanceCase.Blocking("option.datagram", Datagram),
        ConformanceCase.Blocking("option.invalid", Invalid),
        ConformanceCase.Blocking("option.from-handle", FromHandle),
        ConformanceCase.Blocking("option.inherited", Inherited),
        ConformanceCase.Blocking("option.tcp", Tcp),
        ConformanceCase.Blocking("option.congestion-control", CongestionControl),
        ConformanceCase.Blocking("option.tcp-information", TcpInformation),
    ];

    private static void Stream(Transcript transcript)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Note("no delay", socket.NoDelay);
        socket.NoDelay = true;
        transcript.Note("set", socket.NoDelay);
        transcript.Note("linger", socket.LingerState!.Enabled);
        socket.LingerState = new LingerOption(true, 7);
        transcript.Note("set to", socket.LingerState.LingerTime);
        transcript.Note("time to live", socket.Ttl);
        socket.Ttl = 33;
        transcript.Note("set to", socket.Ttl);
        transcript.Note("exclusive", socket.ExclusiveAddressUse);
        transcript.Note("type", socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Type));
        transcript.Note("listens", socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection));
        using Socket listener = SocketPair.Listen();
        transcript.Note("listener listens", listener.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection));
    }

    private static void KeepAlive(Transcript transcript)
    {
        using SocketPair pair = new();
        (SocketOptionLevel Level, SocketOptionName Name, int Value)[] options =
        [
            (SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1),
            (SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 11),
            (SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 12),
            (SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 13),
        ];
        foreach ((SocketOptionLevel level, SocketOptionName name, int value) in options)
        {
            transcript.Note($"{name}", pair.Client.GetSocketOption(level, name));
            pair.Client.SetSocketOption(level, name, value);
            transcript.Note("set to", pair.Client.GetSocketOption(level, name));
        }
    }

    private static void Datagram(Transcript transcript)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        transcript.Note("broadcast", socket.EnableBroadcast);
        socket.EnableBroadcast = true;
        transcript.Note("set", socket.EnableBroadcast);
        transcript.Note("multicast time to live", socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive));
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 4);
        transcript.Note("set to", socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive));
        socket.DontFragment = true;
        transcript.Note("do not fragment", socket.DontFragment);
        transcript.Try("receive buffer", () => socket.ReceiveBufferSize = 100_000);
        transcript.Try("send buffer", () => socket.SendBufferSize = 100_000);
        transcript.Note("type", socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Type));
    }

    private static void Invalid(Transcript transcript)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        transcript.Try("time to live", () => socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.IpTimeToLive, 256));
        transcript.Try("keep-alive probes", () => socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 1_000));
        transcript.Try("type and protocol", () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Udp).Dispose());
    }

    private static void FromHandle(Transcript transcript)
    {
        using SocketPair pair = new();
        using Socket listener = SocketPair.Listen();
        using Socket same = new(new SafeSocketHandle(pair.Client.SafeHandle.DangerousGetHandle(), ownsHandle: false));
        transcript.Note("family", same.AddressFamily);
        transcript.Note("type", same.SocketType);
        transcript.Note("protocol", same.ProtocolType);
        transcript.Note("connected", same.Connected);
        transcript.Note("sent", same.Send("x"u8));
        transcript.Note("received", pair.Server.Receive(new byte[4]));
    }

    private static void Inherited(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        listener.NoDelay = true;
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        transcript.Note("no delay", server.NoDelay);
        transcript.Note("keep-alive", server.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
    }

    private static void Tcp(Transcript transcript)
    {
        const int UserTimeout = 18;
        const int QuickAcknowledgment = 12;
        using SocketPair pair = new();
        transcript.Note("user timeout", Raw(pair.Client, UserTimeout));
        pair.Client.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes(12_345));
        transcript.Note("set to", Raw(pair.Client, UserTimeout));
        transcript.Try("negative", () => pair.Client.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes(-1)));
        transcript.Note("quick acknowledgments", Raw(pair.Client, QuickAcknowledgment));
        pair.Client.SetRawSocketOption(TcpLevel, QuickAcknowledgment, BitConverter.GetBytes(0));
        transcript.Note("set to", Raw(pair.Client, QuickAcknowledgment));
        pair.Client.SetRawSocketOption(TcpLevel, QuickAcknowledgment, BitConverter.GetBytes(1));
        transcript.Note("set to", Raw(pair.Client, QuickAcknowledgment));
        transcript.Note("send buffer", pair.Client.SendBufferSize > 10_000);
        transcript.Note("receive buffer", pair.Client.ReceiveBufferSize > 10_000);
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        transcript.Try("of a datagram socket", () => udp.GetRawSocketOption(TcpLevel, Information, new byte[104]));
    }

    private static void CongestionControl(Transcript transcript)
    {
        const int Congestion = 13; // TCP_CONGESTION
        byte[] name = new byte[32];
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(TcpLevel, Congestion, "reno"u8);
        int length = socket.GetRawSocketOption(TcpLevel, Congestion, name);
        transcript.Note("set before there is a connection", Encoding.ASCII.GetString(name, 0, length));
        using SocketPair pair = new();
        pair.Client.SetRawSocketOption(TcpLevel, Congestion, "reno"u8);
        length = pair.Client.GetRawSocketOption(TcpLevel, Congestion, name);
        transcript.Note("set on a connection", Encoding.ASCII.GetString(name, 0, length));
        transcript.Try("unknown", () => pair.Client.SetRawSocketOption(TcpLevel, Congestion, "none-such"u8));
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        transcript.Try("of a datagram socket", () => udp.SetRawSocketOption(TcpLevel, Congestion, "reno"u8));
    }

    private static void TcpInformation(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        using SocketPair pair = new();
        pair.Client.Send(new byte[1000]);
        pair.Server.Receive(new byte[1000]);
        pair.Server.Send("x"u8);
        pair.Client.Receive(new byte[1]);

        byte[] bytes = new byte[136];
        transcript.Note("length", pair.Client.GetRawSocketOption(TcpLevel, Information, bytes));
        transcript.Note("state", bytes[0]);
        transcript.Note("recovering", bytes[1]);
        transcript.Note("backed off", bytes[4]);
        transcript.Note("timestamps, selective acknowledgments, window scale", bytes[5] & 7);
        transcript.Note("retransmission timeout, s", BitConverter.ToInt32(bytes, 8) / 1_000_000);
        transcript.Note("segment", BitConverter.ToInt32(bytes, 16) > 1000);
        transcript.Note("unacknowledged", BitConverter.ToInt32(bytes, 24));
        transcript.Note("lost", BitConverter.ToInt32(bytes, 32));
        transcript.Note("round trip", BitConverter.ToInt32(bytes, 68) is > 0 and < 1_000_000);
        transcript.Note("threshold", BitConverter.ToInt32(bytes, 76));
        transcript.Note("congestion window", BitConverter.ToInt32(bytes, 80) >= 2);
        transcript.Note("retransmitted", BitConverter.ToInt32(bytes, 100));

        // Linux counts the SYN to the bytes acknowledged.
        transcript.Note("bytes acknowledged", BitConverter.ToInt64(bytes, 120) is 1000 or 1001);
        transcript.Note("bytes received", BitConverter.ToInt64(bytes, 128));
        transcript.Note("in part", pair.Client.GetRawSocketOption(TcpLevel, Information, bytes.AsSpan(0, 1)));
        listener.GetRawSocketOption(TcpLevel, Information, bytes);
        transcript.Note("state of a listener", bytes[0]);
        pair.Server.Close();
        pair.Client.Receive(new byte[1]);
        pair.Client.GetRawSocketOption(TcpLevel, Information, bytes);
        transcript.Note("state after the peer's end", bytes[0]);
    }

    private static int Raw(Socket socket, int name)
    {
        byte[] bytes = new byte[4];
        socket.GetRawSocketOption(TcpLevel, name, bytes);
        return BitConverter.ToInt32(bytes);
    }
}
