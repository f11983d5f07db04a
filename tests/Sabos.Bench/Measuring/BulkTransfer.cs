using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Sabos.Net.Simulation;

namespace Sabos.Bench.Measuring;

/// <summary>
/// Bulk throughput of TCP, measured by iperf3 opposite the guest: what arrives in a given time, on two paths, each with several rates of loss. On the first
/// only processors set the limit; the second is long enough that the window, the growth after a loss and the bottleneck's queue decide.
/// </summary>
internal static class BulkTransfer
{
    private const double BitsPerMegabyte = 8e6;
    private const int StallSeconds = 30;

    private static readonly double[] s_losses = [0, 0.001, 0.01, 0.05];

    private static readonly (string Name, FaultProfile Profile)[] s_paths =
    [
        ("no delay", new FaultProfile()),
        // A queue of one bandwidth-delay product, as a router would have.
        ("20 ms, 100 Mbit/s", new FaultProfile { Delay = TimeSpan.FromMilliseconds(10), BitsPerSecond = 100_000_000, QueueBytes = 250_000 }),
    ];

    /// <summary>Every path, rate of loss and direction.</summary>
    /// <param name="seconds">How long each takes.</param>
    public static IReadOnlyList<Measurement> Measurements(int seconds) =>
    [
        .. from path in s_paths
           from loss in s_losses
           from receives in (bool[])[true, false]
           select new Measurement(
               [
                   new Quantity(
                       $"Bulk TCP, {path.Name}",
                       string.Create(CultureInfo.InvariantCulture, $"{(receives ? "receives" : "sends")}, {loss * 100} % lost"),
                       "MB/s"),
               ],
               new Conditions(GuestRole.Iperf3Server) { HasWire = true },
               async guest => [await MeasureAsync(guest, path.Profile with { Loss = loss }, receives, seconds)]),
    ];

    /// <summary>Megabytes a second that arrive.</summary>
    /// <exception cref="IOException">The transfer did not come to its end.</exception>
    private static async Task<double> MeasureAsync(RunningGuest guest, FaultProfile profile, bool guestReceives, int seconds)
    {
        await guest.ListeningAsync();
        guest.Wire.Change(profile);
        string[] direction = guestReceives ? [] : ["--reverse"];
        string report = guest.Network.Execute("timeout", [
            $"{seconds + StallSeconds}", "iperf3", "--json", "--client", guest.Network.EndPointOf(0).Address.ToString(), "--time", $"{seconds}", .. direction]);
        return ThroughputIn(report);
    }

    internal static double ThroughputIn(string report)
    {
        JsonNode json = JsonNode.Parse(report)!;
        return json["error"] is { } error
            ? throw new IOException($"iperf3: {error}")
            : json["end"]!["sum_received"]!["bits_per_second"]!.GetValue<double>() / BitsPerMegabyte;
    }
}
