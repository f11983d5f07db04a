using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Sabos.Bench.Http;
using Sabos.Bench.Measuring;
using Sabos.Testbed;

namespace Sabos.Bench.Boot;

/// <summary>The time from the start of QEMU until the guest has answered its first HTTP request, in seconds.</summary>
internal static class StartTime
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<Measurement> Measurements() =>
    [
        new ColdMeasurement(
            [new Quantity("Start", "first answer, by -kernel", "s", Preference.Less) { Goals = [Goal.AtMost(0.3), Goal.TimesBetter(10)] }],
            async (guest, memory) => [await MeasureAsync(guest.WebServer with { Memory = memory }, guest.Page)]),
        new ColdMeasurement(
            [new Quantity("Start", "first answer, by GRUB from the CD, address by DHCP", "s", Preference.Less)],
            async (guest, memory) => [await MeasureAsync(guest.Cd! with { Memory = memory }, guest.Page)])
        {
            Applies = guest => guest.Cd is not null,
        },
    ];

    private static async Task<double> MeasureAsync(MachineOptions options, string page)
    {
        bool isLeased = options.Boot != BootPath.Elf;
        using TapNetwork network = new(isLeased);
        HostSide.Prepare(network);
        string leases = Path.GetTempFileName();
        await using Daemon? server = isLeased
            ? await Dnsmasq.StartAsync(network.Launcher, TapNetwork.Device, leases, $"--dhcp-range={TapNetwork.ImageAddress},{TapNetwork.ImageAddress}")
            : null;
        File.Delete(leases);

        long before = Stopwatch.GetTimestamp();
        await using QemuMachine machine = await QemuMachine.StartAsync(options with { Deadline = s_deadline }, network, _ => { });
        await FirstResponse.WaitAsync(machine, page);
        return Stopwatch.GetElapsedTime(before).TotalSeconds;
    }
}
