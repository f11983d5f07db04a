using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Five thousand connections into a machine of 256 MiB, all of them open and all of them served.</summary>
public sealed class ManyConnectionsTests(ITestOutputHelper output)
{
    private const int Connections = 5000;
    private const int AtOnce = 100;
    private const string Page = "/1k";

    // TCP's end, the socket, the server's buffers, and what the allocators keep around them.
    private const double MostKibibytesPerConnection = 10;

    // In MiB: ten times as much is what the connections take.
    private const double MemoryTolerance = 3;

    // In MiB: what the tables grew to, and the code and data first used on the way.
    private const double MostKept = 4;

    [Fact]
    public async Task Connections_FiveThousandOpen_AreServedTwiceAndGivenBack()
    {
        using TapNetwork network = new();
        MachineOptions options = new() { Memory = 256, Deadline = TimeSpan.FromMinutes(3) };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        await machine.WaitForReadyAsync();
        double freeAtFirst = await FreeMemory.ReadAsync(machine);
        double freeOnceOpen = await OpenAndCloseAsync(machine);
        double freeOnceClosed = await FreeMemory.ReadAsync(machine);
        double freeAgainOpen = await OpenAndCloseAsync(machine);
        double freeAtLast = await FreeMemory.ReadAsync(machine);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"free memory {freeAtFirst:F1}, open {freeOnceOpen:F1}, closed {freeOnceClosed:F1}, open {freeAgainOpen:F1}, closed {freeAtLast:F1} MiB"));
        Assert.InRange((freeAtFirst - freeOnceOpen) * 1024 / Connections, 0, MostKibibytesPerConnection);
        Assert.InRange(freeAtLast, freeOnceClosed - MemoryTolerance, double.PositiveInfinity);
        Assert.InRange(freeAtLast, freeAtFirst - MostKept, double.PositiveInfinity);
    }

    /// <summary>Each is opened with a request and asked again when all are open. The free memory, with all open.</summary>
    private async Task<double> OpenAndCloseAsync(QemuMachine machine)
    {
        List<HttpConnection> connections = new(Connections);
        try
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Connections / AtOnce; i++)
                connections.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => HttpConnection.OpenAsync(machine, Page))));
            TimeSpan opened = Stopwatch.GetElapsedTime(start);
            foreach (HttpConnection[] some in connections.Chunk(AtOnce))
                Assert.All(await Task.WhenAll(some.Select(connection => connection.GetAsync(Page))), length => Assert.Equal(1024, length));
            output.WriteLine($"opened in {opened.TotalMilliseconds:F0} ms, all served again by {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
            double free = await FreeMemory.ReadAsync(machine);
            foreach (HttpConnection[] some in connections.Chunk(AtOnce))
                await Task.WhenAll(some.Select(connection => connection.CloseAsync()));
            return free;
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }
}
