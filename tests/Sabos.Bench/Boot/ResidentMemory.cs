using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Sabos.Bench.Http;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Boot;

/// <summary>The memory of the host that a guest occupies after it has answered a thousand requests, in MiB.</summary>
internal static class ResidentMemory
{
    private const int Connections = 64;
    private const int Requests = 1000;

    public static IReadOnlyList<Measurement> Measurements() =>
    [
        new WarmMeasurement(
            [
                new Quantity("Memory", "QEMU's process after serving", "MiB", Preference.Less),
                new Quantity("Memory", "of it the guest's own", "MiB", Preference.Less),
            ],
            new Conditions(GuestRole.WebServer),
            MeasureAsync),
    ];

    private static async Task<IReadOnlyList<double>> MeasureAsync(RunningGuest guest)
    {
        using (ClosedLoop client = await ClosedLoop.ConnectAsync(guest, Connections))
            client.Run(Requests);
        string[] mappings = await File.ReadAllLinesAsync($"/proc/{guest.Machine.ProcessId}/smaps");
        return [ResidentIn(mappings) / 1024.0, ResidentIn(mappings, size: guest.Memory * 1024) / 1024.0];
    }

    /// <summary>How much of the mappings is resident, in KiB; with <paramref name="size"/> only of those that are so many KiB long.</summary>
    internal static int ResidentIn(IEnumerable<string> mappings, int? size = null)
    {
        int resident = 0;
        bool counts = false;
        foreach (string line in mappings)
        {
            if (line.StartsWith("Size:", StringComparison.Ordinal))
                counts = size is null || Kibibytes(line) == size;
            else if (counts && line.StartsWith("Rss:", StringComparison.Ordinal))
                resident += Kibibytes(line);
        }

        return resident;
    }

    // Rss:                1024 kB
    private static int Kibibytes(string line) => int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
