using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>What System.Net.NetworkInformation tells of IPv6: connections, listeners, interfaces, statistics, and Ping.</summary>
internal static class Ipv6InformationCases
{
    public static IEnumerable<ConformanceCase> All { get; } =
    [
        ConformanceCase.Blocking("information6.connections", Connections),
        ConformanceCase.Blocking("information6.listeners", Listeners),
        ConformanceCase.Blocking("information6.loopback", Loopback),
        ConformanceCase.Blocking("information6.properties", Properties),
        ConformanceCase.Blocking("information6.address-facts", AddressFacts),
        ConformanceCase.Blocking("information6.tcp-and-udp-statistics", TransportStatistics),
        ConformanceCase.Blocking("information6.ip-statistics", IpStatistics),
        ConformanceCase.Blocking("information6.icmp-statistics", IcmpStatistics),
        ConformanceCase.Blocking("information6.global", Global),
        ConformanceCase.Blocking("ping6.options", PingOptions),
        ConformanceCase.Blocking("ping6.large", PingLarge),
        new("ping6.async", PingAsync),
        ConformanceCase.Blocking("ping6.errors", PingErrors),
    ];

    private static void Connections(Transcript transcript)
    {
        using Socket listener = Listen(IPAddress.IPv6Loopback);
        using Socket client = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        transcript.Note("client's end", Find(client)?.State);
        transcript.Note("server's end", Find(server)?.State);
        client.Shutdown(SocketShutdown.Send);
        server.Receive(new byte[1]);
        transcript.Note("after the FIN", Find(server)?.State);
    }

    private static void Listeners(Transcript transcript)
    {
        using Socket listener = Listen(IPAddress.IPv6Loopback);
        using Socket any = Listen(IPAddress.IPv6Any);
        using Socket udp = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        using Socket dual = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        dual.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        transcript.Note("tcp", properties.GetActiveTcpListeners().Count(each => each.Equals(listener.LocalEndPoint)));
        transcript.Note("tcp of all", properties.GetActiveTcpListeners().Count(each => each.Equals(any.LocalEndPoint)));
        transcript.Note("udp", properties.GetActiveUdpListeners().Count(each => each.Equals(udp.LocalEndPoint)));
        transcript.Note("udp of both", properties.GetActiveUdpListeners().Count(each => each.Port == ((IPEndPoint)dual.LocalEndPoint!).Port));
    }

    private static void Loopback(Transcript transcript)
    {
        NetworkInterface loopback = FindLoopback();
        transcript.Note("name", $"{loopback.Id} {loopback.Name} {loopback.Description}");
        transcript.Note("status", loopback.OperationalStatus);
        transcript.Note("IPv4", loopback.Supports(NetworkInterfaceComponent.IPv4));
        transcript.Note("IPv6", loopback.Supports(NetworkInterfaceComponent.IPv6));
        transcript.Note("groups", loopback.SupportsMulticast);
        transcript.Note("speed", loopback.Speed);
        transcript.Note("hardware", loopback.GetPhysicalAddress());
        transcript.Note("index", $"{NetworkInterface.LoopbackInterfaceIndex} {NetworkInterface.IPv6LoopbackInterfaceIndex}");
    }

    private static void Properties(Transcript transcript)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException();
        IPInterfaceProperties properties = FindLoopback().GetIPProperties();
        IPv6InterfaceProperties ipv6 = properties.GetIPv6Properties();
        transcript.Note("index", ipv6.Index);
        transcript.Note("same MTU", ipv6.Mtu == properties.GetIPv4Properties().Mtu);
        transcript.Note("zone", ipv6.GetScopeId(ScopeLevel.Link));
        transcript.Note("forwarding", properties.GetIPv4Properties().IsForwardingEnabled);
        transcript.Note("gateways", properties.GatewayAddresses.Count);
        transcript.Note("groups", properties.MulticastAddresses.Count);
        transcript.Note("DHCP", properties.DhcpServerAddresses.Count);
        transcript.Note("WINS", properties.WinsServersAddresses.Count);
    }

    private static void AddressFacts(Transcript transcript)
    {
        UnicastIPAddressInformation address = FindLoopback().GetIPProperties().UnicastAddresses.Single(each => each.Address.AddressFamily == AddressFamily.InterNetworkV6);
        transcript.Note("address", address.Address);
        transcript.Note("zone", address.Address.ScopeId);
        transcript.Note("length", address.PrefixLength);
        transcript.Note("mask", address.IPv4Mask);
    }

    private static void TransportStatistics(Transcript transcript)
    {
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        long sent = properties.GetUdpIPv6Statistics().DatagramsSent;
        long received = properties.GetUdpIPv6Statistics().DatagramsReceived;
        long segments = properties.GetTcpIPv6Statistics().SegmentsSent;
        using Socket server = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        server.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        using (Socket client = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp))
            client.SendTo(new byte[1], server.LocalEndPoint!);
        server.Receive(new byte[1]);
        using Socket listener = Listen(IPAddress.IPv6Loopback);
        using Socket stream = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        stream.Connect(listener.LocalEndPoint!);
        transcript.Note("datagrams sent", properties.GetUdpIPv6Statistics().DatagramsSent > sent);
        transcript.Note("datagrams received", properties.GetUdpIPv6Statistics().DatagramsReceived > received);
        transcript.Note("segments sent", properties.GetTcpIPv6Statistics().SegmentsSent > segments);
        transcript.Note("connections", properties.GetTcpIPv6Statistics().CurrentConnections > 0);
        transcript.Note("one count for both versions", properties.GetTcpIPv6Statistics().FailedConnectionAttempts == properties.GetTcpIPv4Statistics().FailedConnectionAttempts);
    }

    private static void IpStatistics(Transcript transcript)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException();
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        IPGlobalStatistics before = properties.GetIPv6GlobalStatistics();
        using (Socket client = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp))
        {
            client.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            client.SendTo(new byte[1], client.LocalEndPoint!);
            client.Receive(new byte[1]);
        }

        IPGlobalStatistics after = properties.GetIPv6GlobalStatistics();
        transcript.Note("sent", after.OutputPacketRequests > before.OutputPacketRequests);
        transcript.Note("received", after.ReceivedPackets > before.ReceivedPackets);
        transcript.Note("delivered", after.ReceivedPacketsDelivered > before.ReceivedPacketsDelivered);
        transcript.Note("hop limit", after.DefaultTtl);
        transcript.Note("forwarding", after.ForwardingEnabled);
        transcript.Note("addresses", after.NumberOfIPAddresses > 0);
    }

    private static void IcmpStatistics(Transcript transcript)
    {
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        IcmpV6Statistics before = properties.GetIcmpV6Statistics();
        using Ping ping = new();
        ping.Send(IPAddress.IPv6Loopback);
        using Socket client = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        client.Connect(FreeEndPoint());
        client.Send(new byte[1]);
        transcript.Try("refused", () => client.Receive(new byte[1]));
        IcmpV6Statistics after = properties.GetIcmpV6Statistics();
        transcript.Note("requests", after.EchoRequestsReceived - before.EchoRequestsReceived > 0);
        transcript.Note("replies", after.EchoRepliesReceived - before.EchoRepliesReceived > 0 && after.EchoRepliesSent > before.EchoRepliesSent);
        transcript.Note("unreachable", after.DestinationUnreachableMessagesSent > before.DestinationUnreachableMessagesSent);
    }

    private static void Global(Transcript transcript)
    {
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        transcript.Note("addresses", string.Join(' ', properties.GetUnicastAddresses().Select(each => each.Address).Where(IPAddress.IsLoopback)));
        transcript.Note("host", properties.HostName == Dns.GetHostName() && properties.HostName.Length > 0);
        transcript.Note("node type", properties.NodeType);
    }

    private static void PingOptions(Transcript transcript)
    {
        using Ping ping = new();
        PingReply reply = ping.Send(IPAddress.IPv6Loopback, 10_000, new byte[3], new PingOptions(5, dontFragment: true));
        transcript.Note("status", reply.Status);
        transcript.Note("address", reply.Address);
        transcript.Note("bytes", reply.Buffer.Length);
        transcript.Note("hop limit", reply.Options?.Ttl);
    }

    private static void PingLarge(Transcript transcript)
    {
        using Ping ping = new();
        byte[] sent = new byte[65_500];
        new Random(1).NextBytes(sent);
        PingReply reply = ping.Send(IPAddress.IPv6Loopback, 10_000, sent);
        transcript.Note("status", reply.Status);
        transcript.Note("same", reply.Buffer.AsSpan().SequenceEqual(sent));
    }

    private static async Task PingAsync(Transcript transcript)
    {
        using Ping ping = new();
        PingReply reply = await ping.SendPingAsync(IPAddress.IPv6Loopback, TimeSpan.FromSeconds(10), new byte[8], new PingOptions(64, false));
        transcript.Note("status", reply.Status);
        transcript.Note("bytes", reply.Buffer.Length);
        reply = await ping.SendPingAsync("::1");
        transcript.Note("by text", reply.Status);
    }

    private static void PingErrors(Transcript transcript)
    {
        using Ping ping = new();
        transcript.Note("unspecified", Error(() => ping.Send(IPAddress.IPv6Any)));
        transcript.Note("too long", Error(() => ping.Send(IPAddress.IPv6Loopback, 10_000, new byte[65_501])));
        transcript.Note("link-local without zone", Error(() => ping.Send(IPAddress.Parse("fe80::1"), 1000)));
        transcript.Note("no such name", Error(() => ping.Send("host.invalid")));
    }

    private static string Error(Func<PingReply> send)
    {
        try
        {
            return send().Status.ToString();
        }
        catch (Exception exception) when (exception is PingException or ArgumentException)
        {
            return exception.InnerException is SocketException inner ? $"{exception.GetType().Name} {inner.SocketErrorCode}" : exception.GetType().Name;
        }
    }

    private static NetworkInterface FindLoopback() =>
        NetworkInterface.GetAllNetworkInterfaces().Single(each => each.NetworkInterfaceType == NetworkInterfaceType.Loopback);

    private static TcpConnectionInformation? Find(Socket socket) => Array.Find(
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections(),
        each => each.LocalEndPoint.Port == ((IPEndPoint)socket.LocalEndPoint!).Port && each.RemoteEndPoint.Port == ((IPEndPoint)socket.RemoteEndPoint!).Port);

    private static Socket Listen(IPAddress address)
    {
        Socket listener = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        return listener;
    }

    private static IPEndPoint FreeEndPoint()
    {
        using Socket probe = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        return (IPEndPoint)probe.LocalEndPoint!;
    }
}
