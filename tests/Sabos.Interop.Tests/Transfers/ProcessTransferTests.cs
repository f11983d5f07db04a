using System;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Net.Simulation;
using Sabos.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>The stack, in this process, and Linux's TCP transfer streams to each other over paths of every kind, and in every unusual setting of Linux.</summary>
public sealed class ProcessTransferTests(ITestOutputHelper output)
{
    private static IpPrefix Ipv6Address => IpPrefix.TryParse("fd88::2/64", out IpPrefix address) ? address : throw new FormatException();

    public static TheoryData<string> PathNames => [.. Paths.All.Keys];

    public static TheoryData<string, int> Settings => new()
    {
        { "net.ipv4.tcp_timestamps=0", 1500 },
        { "net.ipv4.tcp_sack=0", 1500 },
        { "net.ipv4.tcp_sack=0 net.ipv4.tcp_timestamps=0 net.ipv4.tcp_window_scaling=0", 1500 },
        { "net.ipv4.tcp_window_scaling=0", 1500 },
        { "net.ipv4.tcp_ecn=1", 1500 },
        { "net.ipv4.tcp_congestion_control=reno", 1500 },
        { "net.ipv4.tcp_rmem=4096\t8192\t8192 net.ipv4.tcp_wmem=4096\t8192\t8192", 1500 },
        { "net.ipv4.tcp_recovery=0", 576 },
        { "net.ipv4.tcp_recovery=1", 1280 },
        { "net.ipv4.tcp_mtu_probing=1", 9000 },
    };

    [Theory]
    [MemberData(nameof(PathNames))]
    public async Task Transfer_OverPath_ArrivesAsSent(string name)
    {
        FaultProfile path = Paths.All[name];
        using ProcessOpposite linux = new(new StackProcessOptions { Faults = path, Seed = Transfers.Seed });

        await Transfers.EachWayAsync(linux, 500_000 * Transfers.Factor);
        await TransferClient.EchoAsync(await Connect(linux), 20 * Transfers.Factor, linux.Deadline);

        Finish(linux, name);
        Transfers.AssertHarmed(path, linux.Stack.Sent);
        Transfers.AssertHarmed(path, linux.Stack.Received);
    }

    [Theory]
    [InlineData("clean", 1500)]
    [InlineData("loss 1 %", 1280)]
    [InlineData("corruption 0.1 %", 1500)]
    [InlineData("everything", 1500)]
    public async Task Transfer_OverIpv6_ArrivesAsSent(string name, int mtu)
    {
        FaultProfile path = Paths.All[name];
        using ProcessOpposite linux = new(new StackProcessOptions { Mtu = mtu, Faults = path, Seed = Transfers.Seed, Ipv6Address = Ipv6Address });

        await Transfers.EachWayAsync(linux, 500_000 * Transfers.Factor);
        await TransferClient.EchoAsync(await Connect(linux), 20 * Transfers.Factor, linux.Deadline);

        Finish(linux, name);
        Assert.Equal(0, linux.Stack.Stack.Counters.Ip.InDelivers);
        Transfers.AssertHarmed(path, linux.Stack.Sent);
    }

    [Theory]
    [InlineData("fd88::2", "1400")]
    [InlineData("fd88::2", "30000")]
    public void Ping_FromLinux_IsAnswered(string address, string length)
    {
        using ProcessOpposite linux = new(new StackProcessOptions { Ipv6Address = Ipv6Address });

        string answers = linux.Run("ping", "-6", "-c", "3", "-i", "0.2", "-W", "5", "-s", length, address);

        Assert.Contains(" 3 received", answers, StringComparison.Ordinal);
    }

    // Linux answers its own question too, and the address may have to be found to be ours first.
    [Fact]
    public void Ping_OfAllNodes_IsAnsweredFromTheLinkLocalAddress()
    {
        using ProcessOpposite linux = new(new StackProcessOptions { Ipv6Address = Ipv6Address });

        string answers = linux.Run("ping", "-6", "-c", "10", "-i", "0.4", "-W", "5", "ff02::1%tap0");

        string neighbors = linux.Run("ip", "-6", "neighbour", "show", "dev", "tap0");
        Match neighbor = Regex.Match(neighbors, "(?<address>fe80:[0-9a-f:]+) lladdr 02:00:00:00:00:02", RegexOptions.CultureInvariant);
        Assert.True(neighbor.Success, neighbors);
        string address = neighbor.Groups["address"].Value;
        Assert.Contains($"bytes from {address}%tap0", answers, StringComparison.Ordinal);
        Assert.Contains(" 3 received", linux.Run("ping", "-6", "-c", "3", "-i", "0.2", "-W", "5", $"{address}%tap0"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Transfer_WithLinuxSetTo_ArrivesAsSent(string settings, int mtu)
    {
        FaultProfile path = new() { Loss = 0.005 };
        using ProcessOpposite linux = new(new StackProcessOptions { Mtu = mtu, Faults = path, Seed = Transfers.Seed }, settings.Split(' '));

        await Transfers.EachWayAsync(linux, 300_000 * Transfers.Factor);

        Finish(linux, settings);
        Transfers.AssertHarmed(path, linux.Stack.Sent);
    }

    [Fact]
    public async Task Reset_FromLinux_EndsTheConnectionAndNoOther()
    {
        using ProcessOpposite linux = new(new StackProcessOptions());
        using Socket other = await Connect(linux);
        using (Socket reset = await Connect(linux))
        {
            await reset.SendAsync("stream 1000000000 1\n"u8.ToArray(), linux.Deadline);
            await reset.ReceiveAsync(new byte[1], linux.Deadline);
            reset.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await TransferClient.EchoAsync(other, 10, linux.Deadline);
        linux.Stack.Stop();
        Assert.Equal(1, linux.Stack.Stack.Counters.Tcp.EstablishedResets);
    }

    [Fact]
    public async Task KeepAliveProbes_FromLinux_AreAnswered()
    {
        using ProcessOpposite linux = new(new StackProcessOptions());
        using Socket socket = await Connect(linux);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 1);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        long before = linux.Stack.Received.Frames;

        // With a single probe to answer, a second one tells that the first was.
        while (linux.Stack.Received.Frames < before + 3)
            await Task.Delay(50, linux.Deadline);
        await TransferClient.EchoAsync(socket, 10, linux.Deadline);
    }

    private static Task<Socket> Connect(IOpposite linux) => linux.ConnectAsync();

    private void Finish(ProcessOpposite linux, string name)
    {
        linux.Stack.Stop();
        TcpCounters tcp = linux.Stack.Stack.Counters.Tcp;
        output.WriteLine($"""
            {name}
            sent:     {linux.Stack.Sent}
            received: {linux.Stack.Received}
            {tcp.RetransmittedSegments} of {tcp.OutSegments} segments retransmitted, {tcp.RetransmissionTimeouts} timeouts, {tcp.FastRetransmits} recoveries, {tcp.TailLossProbes} tail loss probes
            Linux: {linux.Counters("TcpOutSegs", "TcpRetransSegs", "TcpExtTCPTimeouts", "TcpExtTCPLossProbes", "TcpExtTCPDSACKOldSent", "TcpExtTCPDSACKRecv")}
            """);
    }
}
