using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>httpd and telnetd accept and serve at the same time, and neither takes the other's packets.</summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const string Page = "/1k";
    private const int Requests = 2000;
    private const int Connections = 50;
    private const int Sessions = 10;

    // What a collector may still hold after one run and not after the other, in MiB.
    private const double MemoryTolerance = 2;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Services_UnderLoadAtOnce_NeverFailNorStallNorKeepMemory(bool tap)
    {
        using GuestNetwork network = tap ? new TapNetwork() : new UserNetwork();
        MachineOptions options = new() { Deadline = TimeSpan.FromMinutes(3) };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        await LoadAsync(machine);
        double freeBefore = await FreeMemory.ReadAsync(machine);
        TimeSpan[] waits = await LoadAsync(machine);
        double freeAfter = await FreeMemory.ReadAsync(machine);

        Array.Sort(waits);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{waits.Length} answers; wait: median {waits[waits.Length / 2].TotalMilliseconds:F1} ms, longest {waits[^1].TotalMilliseconds:F1} ms; free memory {freeBefore:F1} then {freeAfter:F1} MiB"));
        Assert.DoesNotContain(waits, wait => wait > s_longestWait);
        Assert.InRange(freeAfter, freeBefore - MemoryTolerance, double.PositiveInfinity);
    }

    /// <summary>2,000 requests over 50 kept connections while ten telnet sessions type: the waits for each answer and each echoed line.</summary>
    private static async Task<TimeSpan[]> LoadAsync(QemuMachine machine)
    {
        ConcurrentBag<TimeSpan> waits = [];
        using CancellationTokenSource httpDone = new();
        TelnetClient[] sessions = await OpenAsync(machine, Sessions, LogInAsync);
        HttpConnection[] connections = await OpenAsync(machine, Connections, machine => HttpConnection.OpenAsync(machine, Page));

        Task[] typing = [.. sessions.Select((session, number) => TypeAsync(session, number, waits, httpDone.Token))];
        await Task.WhenAll(connections.Select(connection => RequestAsync(connection, waits)));
        await httpDone.CancelAsync();
        await Task.WhenAll(typing);
        return [.. waits];
    }

    private static async Task<T[]> OpenAsync<T>(QemuMachine machine, int count, Func<QemuMachine, Task<T>> open)
    {
        if (machine.Network.TakesBursts)
            return await Task.WhenAll(Enumerable.Range(0, count).Select(_ => open(machine)));

        T[] opened = new T[count];
        for (int i = 0; i < count; i++)
            opened[i] = await open(machine);
        return opened;
    }

    private static async Task<TelnetClient> LogInAsync(QemuMachine machine)
    {
        TelnetClient session = await TelnetClient.ConnectAsync(machine);
        await session.Screen.ExpectAsync("sabos> ");
        return session;
    }

    private static async Task RequestAsync(HttpConnection connection, ConcurrentBag<TimeSpan> waits)
    {
        using (connection)
        {
            for (int i = 0; i < Requests / Connections; i++)
            {
                long start = Stopwatch.GetTimestamp();
                Assert.Equal(1024, await connection.GetAsync(Page));
                waits.Add(Stopwatch.GetElapsedTime(start));
            }
        }
    }

    // Types until the requests are done, and at least one line.
    private static async Task TypeAsync(TelnetClient session, int number, ConcurrentBag<TimeSpan> waits, CancellationToken httpDone)
    {
        await using (session)
        {
            int line = 0;
            do
            {
                long start = Stopwatch.GetTimestamp();
                string text = $"session {number} line {line++}";
                await session.TypeAsync($"echo {text}\r\n");
                await session.Screen.ExpectAsync($"\n{text}\r\n");
                waits.Add(Stopwatch.GetElapsedTime(start));
            }
            while (!httpDone.IsCancellationRequested);
            await session.TypeAsync("exit\r\n");
            await session.Closed;
        }
    }
}
