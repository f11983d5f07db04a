using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>
/// Everything at once, at full rate: kept connections and new ones, bulk both ways, datagrams, floods of pings whole and in fragments, over both versions of
/// IP. Nothing stalls, no memory is kept, the adapter's buffers are where they were, and its counters are those of the other side.
/// </summary>
public sealed partial class MixedTrafficTests(ITestOutputHelper output)
{
    private const string Page = "/1k";
    private const int TransferPort = 7000;
    private const int Chunk = 1 << 20;
    private const int Buffers = 256;

    // What a collector may still hold after one run and not after the other, in MiB.
    private const double MemoryTolerance = 3;

    // Frames of the link that are not for the image, between two looks at Linux's counters.
    private const int MostForOthers = 60;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(5);

    // No answer takes so long, unless it never comes.
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(20);

    /// <summary>SABOS_INTEROP_FACTOR multiplies the time, for long runs.</summary>
    private static TimeSpan Length { get; } =
        TimeSpan.FromSeconds(15) * int.Parse(Environment.GetEnvironmentVariable("SABOS_INTEROP_FACTOR") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task AllKindsOfTraffic_AtFullRate_NothingStallsLeaksOrIsLost()
    {
        using TapNetwork network = new();
        MachineOptions options = new() { CommandLine = "services=httpd,iperf3,transfer", Deadline = Length + s_warmUp + TimeSpan.FromMinutes(3) };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        await LoadAsync(machine, network, s_warmUp);
        double freeBefore = await FreeMemory.ReadAsync(machine);
        Counts counts = await LoadAsync(machine, network, Length);
        double freeAfter = await FreeMemory.ReadAsync(machine);
        output.WriteLine($"{counts}, free memory {freeBefore} then {freeAfter} MiB");

        Assert.InRange(freeAfter, freeBefore - MemoryTolerance, double.PositiveInfinity);
        await AssertBalanceAsync(machine, network);
    }

    private static async Task<Counts> LoadAsync(QemuMachine machine, TapNetwork network, TimeSpan length)
    {
        using CancellationTokenSource over = new(length);
        Counts counts = new();
        string seconds = length.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        Task[] loads =
        [
            KeepAsync(machine, counts, over.Token),
            KeepAsync(machine, counts, over.Token),
            ConnectAsync(machine, network, counts, over.Token),
            EchoAsync(machine, network, counts, over.Token),
            Task.Run(() => network.Execute("iperf3", "-6", "--client", $"{TapNetwork.ImageIpv6Address}", "--udp", "--bidir", "--bitrate", "20M", "--time", seconds)),
            PingAsync(network, seconds, "-4", "-s", "56", $"{TapNetwork.ImageAddress}"),
            PingAsync(network, seconds, "-6", "-s", "4000", $"{TapNetwork.ImageIpv6Address}"),
        ];
        await Task.WhenAll(loads);
        return counts;
    }

    private static async Task KeepAsync(QemuMachine machine, Counts counts, CancellationToken over)
    {
        using HttpConnection connection = await HttpConnection.OpenAsync(machine, Page);
        for (; !over.IsCancellationRequested; counts.Requests++)
            Assert.Equal(1024, await connection.GetAsync(Page).WaitAsync(s_stall, CancellationToken.None));
    }

    private static async Task ConnectAsync(QemuMachine machine, TapNetwork network, Counts counts, CancellationToken over)
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET {Page} HTTP/1.1\r\nHost: image\r\nConnection: close\r\n\r\n");
        for (; !over.IsCancellationRequested; counts.Connections++)
        {
            using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(machine.Ended);
            stall.CancelAfter(s_stall);
            using Socket socket = network.CreateIpv6Socket();
            await socket.ConnectAsync(new IPEndPoint(TapNetwork.ImageIpv6Address, 80), stall.Token);
            await using NetworkStream stream = new(socket);
            await stream.WriteAsync(request, stall.Token);
            using StreamReader reader = new(stream);
            Assert.StartsWith("HTTP/1.1 200 OK", await reader.ReadToEndAsync(stall.Token), StringComparison.Ordinal);
        }
    }

    private static async Task EchoAsync(QemuMachine machine, TapNetwork network, Counts counts, CancellationToken over)
    {
        byte[] sent = new byte[Chunk];
        byte[] received = new byte[Chunk];
        using Socket socket = await network.ConnectAsync(TransferPort, machine.Ended);
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync("echo\n"u8.ToArray(), machine.Ended);
        for (int seed = 0; !over.IsCancellationRequested; seed++)
        {
            using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(machine.Ended);
            stall.CancelAfter(s_stall);
            new Random(seed).NextBytes(sent);
            Task sending = stream.WriteAsync(sent, stall.Token).AsTask();
            await stream.ReadExactlyAsync(received, stall.Token);
            await sending;
            Assert.True(sent.AsSpan().SequenceEqual(received));
            counts.EchoedMebibytes++;
        }
    }

    // As fast as they are answered, and 100 a second at least.
    private static async Task PingAsync(TapNetwork network, string seconds, params string[] options)
    {
        string summary = await Task.Run(() => network.Execute("ping", ["-f", "-q", "-w", seconds, .. options]));
        Assert.InRange(int.Parse(Loss().Match(summary).Groups["percent"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), 0, 20);
    }

    private static async Task AssertBalanceAsync(QemuMachine machine, TapNetwork network)
    {
        (long fromImage, long toImage) = Packets(network);
        await machine.TypeAsync("adapter\r");
        Match adapter = await machine.Console.ExpectAsync(Adapter());
        (long fromImageAfter, long toImageAfter) = Packets(network);

        Assert.Equal(
            [Buffers, 0, Buffers, 0, 0, 0],
            [Number("receive"), Number("lent"), Number("transmit"), Number("damaged"), Number("dropped"), Number("faults")]);
        Assert.InRange(Number("sent"), fromImage, fromImageAfter);
        Assert.InRange(Number("received"), toImage - MostForOthers, toImageAfter);

        long Number(string name) => long.Parse(adapter.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    // As Linux's side of the adapter counts: what it refused for want of room never came to the adapter.
    private static (long FromImage, long ToImage) Packets(TapNetwork network)
    {
        JsonNode link = JsonNode.Parse(network.Execute("ip", "-j", "-s", "link", "show", "dev", TapNetwork.Device))!.AsArray().Single()!["stats64"]!;
        return (link["rx"]!["packets"]!.GetValue<long>() + link["rx"]!["dropped"]!.GetValue<long>(), link["tx"]!["packets"]!.GetValue<long>());
    }

    [GeneratedRegex(@" (?<percent>\d+)(\.\d+)?% packet loss", RegexOptions.ExplicitCapture)]
    private static partial Regex Loss();

    [GeneratedRegex(
        @"receive buffers: (?<receive>\d+), with the adapter \d+, with the stack (?<lent>\d+).*transmit buffers: (?<transmit>\d+),.*frames: received (?<received>\d+), damaged (?<damaged>\d+), sent (?<sent>\d+), dropped (?<dropped>\d+).*faults (?<faults>\d+)",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Adapter();

    /// <summary>What was done.</summary>
    private sealed record Counts
    {
        public int Requests { get; set; }

        public int Connections { get; set; }

        public int EchoedMebibytes { get; set; }
    }
}
