using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance.Cases;

/// <summary>Names, the facts of System.Net.NetworkInformation, and what stands on sockets: Ping and HttpClient.</summary>
internal static class InformationCases
{
    public static IEnumerable<ConformanceCase> All { get; } =
    [
        new("names.localhost", LocalhostAsync),
        new("names.literal", LiteralAsync),
        ConformanceCase.Blocking("names.reverse", Reverse),
        ConformanceCase.Blocking("information.connections", Connections),
        ConformanceCase.Blocking("information.listeners", Listeners),
        ConformanceCase.Blocking("information.loopback", Loopback),
        ConformanceCase.Blocking("information.statistics", Statistics),
        ConformanceCase.Blocking("information.every-statistic", EveryStatistic),
        ConformanceCase.Blocking("information.interface-statistics", InterfaceStatistics),
        ConformanceCase.Blocking("information.files", Files),
        new("ping.loopback", PingAsync),
        new("http.client", HttpAsync),
    ];

    private static async Task LocalhostAsync(Transcript transcript)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync("localhost", AddressFamily.InterNetwork);
        transcript.Note("addresses", string.Join(',', addresses.Distinct()));
    }

    private static async Task LiteralAsync(Transcript transcript)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync("127.0.0.9");
        transcript.Note("addresses", string.Join<IPAddress>(',', addresses));
    }

    private static void Reverse(Transcript transcript) => transcript.Note("name", Dns.GetHostEntry(IPAddress.Loopback).HostName);

    private static void Connections(Transcript transcript)
    {
        using SocketPair pair = new();
        TcpConnectionInformation? found = Array.Find(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections(),
            connection => connection.LocalEndPoint.Equals(pair.Client.LocalEndPoint) && connection.RemoteEndPoint.Equals(pair.Client.RemoteEndPoint));
        transcript.Note("state", found?.State);
    }

    private static void Listeners(Transcript transcript)
    {
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        using Socket listener = SocketPair.Listen();
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        transcript.Note("tcp", properties.GetActiveTcpListeners().Contains(listener.LocalEndPoint));
        transcript.Note("udp", properties.GetActiveUdpListeners().Contains(udp.LocalEndPoint));
        transcript.Note("host name", properties.HostName == Dns.GetHostName());
    }

    private static void Loopback(Transcript transcript)
    {
        NetworkInterface loopback = NetworkInterface.GetAllNetworkInterfaces().Single(each => each.NetworkInterfaceType == NetworkInterfaceType.Loopback);
        transcript.Note("name", loopback.Name);
        transcript.Note("index", loopback.GetIPProperties().GetIPv4Properties().Index);
        UnicastIPAddressInformation address = loopback.GetIPProperties().UnicastAddresses.First(each => each.Address.AddressFamily == AddressFamily.InterNetwork);
        transcript.Note("address", address.Address);
        transcript.Note("mask", address.IPv4Mask);
        transcript.Note("operational", loopback.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown);
    }

    private static void Statistics(Transcript transcript)
    {
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        long before = properties.GetUdpIPv4Statistics().DatagramsSent;
        long segments = properties.GetTcpIPv4Statistics().SegmentsSent;
        long packets = properties.GetIPv4GlobalStatistics().OutputPacketRequests;
        using (UdpClient client = new(AddressFamily.InterNetwork))
            client.Send(new byte[1], SocketPair.FreeEndPoint(SocketType.Dgram));
        using (SocketPair pair = new())
        {
            pair.Client.Send("x"u8);
            pair.Server.Receive(new byte[1]);
            transcript.Note("connections", properties.GetTcpIPv4Statistics().CurrentConnections >= 2);
        }

        transcript.Note("datagrams counted", properties.GetUdpIPv4Statistics().DatagramsSent > before);
        transcript.Note("segments counted", properties.GetTcpIPv4Statistics().SegmentsSent > segments);
        transcript.Note("packets counted", properties.GetIPv4GlobalStatistics().OutputPacketRequests > packets);
    }

    private static void EveryStatistic(Transcript transcript)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException();
        IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
        object[] all =
        [
            properties.GetIPv4GlobalStatistics(), properties.GetIPv6GlobalStatistics(), properties.GetIcmpV4Statistics(), properties.GetIcmpV6Statistics(),
            properties.GetTcpIPv4Statistics(), properties.GetTcpIPv6Statistics(), properties.GetUdpIPv4Statistics(), properties.GetUdpIPv6Statistics(),
        ];
        transcript.Note("objects", all.Length);
        TcpStatistics tcp = properties.GetTcpIPv4Statistics();
        transcript.Note("errors", tcp.ErrorsReceived);
        IPGlobalStatistics ip = properties.GetIPv4GlobalStatistics();
        transcript.Note("time to live", ip.DefaultTtl);
        transcript.Note("forwarding", ip.ForwardingEnabled);
        transcript.Note("interfaces", ip.NumberOfInterfaces > 0);
        transcript.Note("addresses", ip.NumberOfIPAddresses > 0);
        transcript.Note("delivered", ip.ReceivedPacketsDelivered > 0);

        // Not those sent: Linux does not count what a raw socket sends.
        IcmpV4Statistics before = properties.GetIcmpV4Statistics();
        using Ping ping = new();
        ping.Send(IPAddress.Loopback);
        IcmpV4Statistics after = properties.GetIcmpV4Statistics();
        transcript.Note("echo requests", after.EchoRequestsReceived > before.EchoRequestsReceived);
        transcript.Note("echo replies", after.EchoRepliesReceived > before.EchoRepliesReceived);
    }

    private static void InterfaceStatistics(Transcript transcript)
    {
        NetworkInterface loopback = NetworkInterface.GetAllNetworkInterfaces().Single(each => each.NetworkInterfaceType == NetworkInterfaceType.Loopback);
        IPInterfaceStatistics before = loopback.GetIPStatistics();
        using (SocketPair pair = new())
        {
            pair.Client.Send(new byte[5000]);
            pair.Server.Receive(new byte[5000]);
        }

        IPInterfaceStatistics after = loopback.GetIPStatistics();
        transcript.Note("received", after.BytesReceived - before.BytesReceived >= 5000);
        transcript.Note("sent", after.BytesSent - before.BytesSent >= 5000);
        transcript.Note("packets", after.UnicastPacketsReceived > before.UnicastPacketsReceived && after.UnicastPacketsSent > before.UnicastPacketsSent);
        transcript.Note("errors", after.IncomingPacketsWithErrors + after.OutgoingPacketsWithErrors);
        transcript.Note("queue", after.OutputQueueLength);
    }

    private static void Files(Transcript transcript)
    {
        foreach (string path in new[] { "/proc/net/tcp", "/proc/net/udp", "/proc/net/route", "/etc/resolv.conf", "/etc/hosts", "/proc/net/no-such-file" })
            transcript.Note(path, File.Exists(path));
        transcript.Note("hosts", File.ReadAllText("/etc/hosts").Contains("localhost", StringComparison.Ordinal));
    }

    private static async Task PingAsync(Transcript transcript)
    {
        using Ping ping = new();
        PingReply reply = await ping.SendPingAsync(IPAddress.Loopback, 10_000);
        transcript.Note("status", reply.Status);
        transcript.Note("bytes", reply.Buffer.Length);
    }

    private static async Task HttpAsync(Transcript transcript)
    {
        using Socket listener = SocketPair.Listen();
        Task serving = Task.Run(async () =>
        {
            using Socket socket = await listener.AcceptAsync();
            byte[] buffer = new byte[4096];
            for (int request = 0; request < 2; request++)
            {
                await socket.ReceiveAsync(buffer);
                await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nanswer {request}"));
            }
        });
        using HttpClient client = new();
        Uri address = new($"http://{listener.LocalEndPoint}/");
        transcript.Note("first", await client.GetStringAsync(address));
        transcript.Note("second", await client.GetStringAsync(address));
        await serving;
    }
}
