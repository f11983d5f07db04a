using System;
using System.Globalization;
using System.Linq;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Once warm, neither packets nor requests make the image allocate: what the shell's <c>mem</c> counts stands still.</summary>
public sealed partial class AllocationTests(ITestOutputHelper output)
{
    private const string Page = "/1k";
    private const int Requests = 10_000;
    private const int Packets = 80_000;
    private const int Rounds = 2;

    // Less than the smallest object, of 24 bytes, for every fourth. What grows once does not count: buffers of new sockets, with what waits in them.
    private const int Allowance = 6;

    private const int TransferPort = 7000;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Httpd_WarmConnections_AllocatesNothingForARequest(int connections)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network, "httpd");
        HttpConnection[] open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => HttpConnection.OpenAsync(machine, Page)));

        await AssertSameAsync(machine, Requests, count => Task.WhenAll(open.Select(connection => RequestAsync(connection, (int)count / connections))));

        static async Task RequestAsync(HttpConnection connection, int requests)
        {
            for (int i = 0; i < requests; i++)
                await connection.GetAsync(Page);
        }
    }

    [Theory]
    [InlineData("", 1448)]
    [InlineData("--reverse", 1448)]
    [InlineData("--udp --length 64 --bitrate 20M", 64)]
    [InlineData("--udp --length 64 --bitrate 20M --reverse", 64)]
    public async Task Iperf3_WarmSockets_AllocateNothingForAPacket(string options, int payload)
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network, "iperf3");

        await AssertSameAsync(machine, Packets, count => Task.Run(() =>
            network.Execute("timeout", $"30 iperf3 --client {TapNetwork.ImageAddress} --bytes {count * payload} {options}".TrimEnd().Split(' '))));
    }

    [Fact]
    public async Task Echo_WarmConnection_AllocatesNothingForASegment()
    {
        using TapNetwork network = new();
        await using QemuMachine machine = await StartAsync(network, "transfer");
        using Socket socket = await network.ConnectAsync(TransferPort, machine.Ended);
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync("echo\n"u8.ToArray(), machine.Ended);

        await AssertSameAsync(machine, Packets, async count =>
        {
            byte[] bytes = new byte[count * 1448];
            Task sending = stream.WriteAsync(bytes, machine.Ended).AsTask();
            await stream.ReadExactlyAsync(new byte[bytes.Length], machine.Ended);
            await sending;
        });
    }

    /// <summary>Much work allocates no more than little. The least of some rounds counts: buffers grow in one that gets further than those before it.</summary>
    private async Task AssertSameAsync(QemuMachine machine, long much, Func<long, Task> work)
    {
        long little = much / 4;
        await work(much);
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long first = await AllocatedAsync(machine);
            await work(little);
            long second = await AllocatedAsync(machine);
            await work(much);
            long third = await AllocatedAsync(machine);
            output.WriteLine($"{second - first} bytes for {little}, {third - second} for {much}");
            least = Math.Min(least, third - second - (second - first));
        }

        Assert.InRange(least, long.MinValue, (much - little) * Allowance);
    }

    private static async Task<long> AllocatedAsync(QemuMachine machine)
    {
        await machine.TypeAsync("mem\r");
        Match allocated = await machine.Console.ExpectAsync(Allocated());
        return long.Parse(allocated.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture);
    }

    private async Task<QemuMachine> StartAsync(TapNetwork network, string services)
    {
        QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions { CommandLine = $"services={services}" }, network, output.WriteLine);
        try
        {
            await machine.WaitForReadyAsync();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex(@"\nallocated +(?<bytes>\d+) bytes", RegexOptions.ExplicitCapture)]
    private static partial Regex Allocated();
}
