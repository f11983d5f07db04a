using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Net;
using Sabos.Net.Simulation;
using Sabos.Transfer;
using Sabos.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Interop.Tests;

/// <summary>The stack and Linux's TCP transfer streams to each other over paths of every kind, and in every unusual setting of Linux.</summary>
public sealed class TransferTests(ITestOutputHelper output)
{
    // With this seed, faults of one frame in a thousand strike both ways soon: losses within 40 frames, corruption within 300.
    private const int Seed = 18_070;

    /// <summary>SABOS_INTEROP_FACTOR multiplies the sizes, for long runs.</summary>
    private static readonly int s_factor = int.Parse(Environment.GetEnvironmentVariable("SABOS_INTEROP_FACTOR") ?? "1", CultureInfo.InvariantCulture);

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
        using LinuxOpposite linux = new(new StackProcessOptions { Faults = path, Seed = Seed });

        await TransferAsync(linux, 500_000 * s_factor);
        await TransferClient.EchoAsync(await linux.ConnectAsync(), 20 * s_factor, linux.Deadline);

        Finish(linux, name);
        AssertHarmed(path, linux.Stack.Sent);
        AssertHarmed(path, linux.Stack.Received);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Transfer_WithLinuxSetTo_ArrivesAsSent(string settings, int mtu)
    {
        FaultProfile path = new() { Loss = 0.005 };
        using LinuxOpposite linux = new(new StackProcessOptions { Mtu = mtu, Faults = path, Seed = Seed }, settings.Split(' '));

        await TransferAsync(linux, 300_000 * s_factor);

        Finish(linux, settings);
        AssertHarmed(path, linux.Stack.Sent);
    }

    [Fact]
    public async Task Reset_FromLinux_EndsTheConnectionAndNoOther()
    {
        using LinuxOpposite linux = new(new StackProcessOptions());
        using Socket other = await linux.ConnectAsync();
        using (Socket reset = await linux.ConnectAsync())
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
        using LinuxOpposite linux = new(new StackProcessOptions());
        using Socket socket = await linux.ConnectAsync();
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

    /// <summary>Each way and both at once, on connections opened by either side.</summary>
    private static async Task TransferAsync(LinuxOpposite linux, int length)
    {
        TransferRequest all = new(null, IsEcho: false, length, Seed);
        TransferRequest nothing = all with { Length = 0 };
        await TransferClient.AskAsync(await linux.ConnectAsync(), all, 0, linux.Deadline);
        await TransferClient.AskAsync(await linux.ConnectAsync(), nothing, length, linux.Deadline);
        await TransferClient.ExchangeAsync(await linux.AcceptAsync(all), all, length, linux.Deadline);
    }

    private static void AssertHarmed(FaultProfile path, FaultCounters counters)
    {
        foreach ((double asked, long done) in (IEnumerable<(double, long)>)
            [(path.Loss, counters.Lost), (path.Duplication, counters.Doubled), (path.Reordering, counters.HeldBack), (path.Corruption, counters.Corrupted)])
        {
            Assert.Equal(asked > 0, done > 0);
        }
    }

    private void Finish(LinuxOpposite linux, string name)
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
