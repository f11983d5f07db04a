using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Qemu.Tests.Clients;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>A machine of 16 MiB: more clients than it has memory for are turned away, and cost it neither its life nor its memory.</summary>
public sealed class SmallMemoryTests(ITestOutputHelper output)
{
    private const string Page = "/1k";
    private const int Memory = 16;
    private const int Rounds = 5;
    private const int Kept = 64;
    private const int Clients = 150;
    private const int VisitsOfEach = 20;

    [Fact]
    public async Task Serve_MoreClientsThanMemory_TurnsSomeAwayAndServesOn()
    {
        using TapNetwork network = new();
        MachineOptions options = new() { Memory = Memory, Deadline = TimeSpan.FromMinutes(3) };
        await using QemuMachine machine = await QemuMachine.StartAsync(options, network, output.WriteLine);
        await machine.WaitForReadyAsync();

        for (int round = 0; round < Rounds; round++)
        {
            HttpConnection[] kept = await Task.WhenAll(Enumerable.Range(0, Kept).Select(_ => HttpConnection.OpenAsync(machine, Page)));
            await Task.WhenAll(kept.Select(connection => connection.GetAsync(Page)));
            Array.ForEach(kept, connection => connection.Dispose());
        }

        int[] visits = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => VisitAsync(machine)));

        output.WriteLine($"{visits.Sum()} of {Clients * VisitsOfEach} visits were served");
        Assert.InRange(visits.Sum(), Clients * VisitsOfEach / 2, Clients * VisitsOfEach);
        using HttpConnection last = await HttpConnection.OpenAsync(machine, Page);
    }

    /// <summary>One connection after the other, each with one request: how many were answered with the page.</summary>
    private static async Task<int> VisitAsync(QemuMachine machine)
    {
        int served = 0;
        for (int i = 0; i < VisitsOfEach; i++)
        {
            try
            {
                using HttpConnection connection = await HttpConnection.OpenAsync(machine, Page);
                served++;
            }
            catch (Exception exception) when (exception is SocketException or InvalidDataException or EndOfStreamException)
            {
                // Turned away: with 503, or with a reset where there is no memory even for that.
            }
        }

        return served;
    }
}
