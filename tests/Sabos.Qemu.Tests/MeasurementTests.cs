using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Sabos.Testbed;
using Xunit;
using Xunit.Abstractions;

namespace Sabos.Qemu.Tests;

/// <summary>Numbers for the reader: <c>./build.sh Measure</c> prints them. They depend on the machine, so little is asserted of them.</summary>
[Trait("Category", "Measurement")]
public sealed class MeasurementTests(ITestOutputHelper output)
{
    private const int Boots = 10;

    [Fact]
    public async Task Ready_TenBoots_TellsTheMedian()
    {
        List<TimeSpan> fromStart = [];
        List<TimeSpan> byTheImage = [];
        for (int boot = 0; boot < Boots; boot++)
        {
            using UserNetwork network = new();
            long start = Stopwatch.GetTimestamp();
            await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, _ => { });
            byTheImage.Add(await machine.WaitForReadyAsync());
            fromStart.Add(Stopwatch.GetElapsedTime(start));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Ready, median of {Boots} boots: {Median(fromStart).TotalMilliseconds:F0} ms from QEMU's start, {Median(byTheImage).TotalMilliseconds:F0} ms by the image's own clock"));
    }

    [Fact]
    public async Task Idle_FiveSeconds_DoesNotSpin()
    {
        using UserNetwork network = new();
        await using QemuMachine machine = await QemuMachine.StartAsync(new MachineOptions(), network, output.WriteLine);
        await machine.WaitForReadyAsync();

        TimeSpan window = TimeSpan.FromSeconds(5);
        TimeSpan before = machine.ProcessorTime;
        await Task.Delay(window);
        double share = (machine.ProcessorTime - before) / window;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Idle: QEMU uses {share:P1} of a core"));
        // Whatever waits by spinning takes the whole core.
        Assert.InRange(share, 0, 0.5);
    }

    private static TimeSpan Median(List<TimeSpan> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
