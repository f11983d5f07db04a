using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;
using Sabos.Net.Simulation;

namespace Sabos.Bench.Traffic;

/// <summary>
/// Bulk throughput of TCP, measured by iperf3 opposite the guest: what arrives in a given time. On a TAP device both sides hand over large segments. On a wire frames
/// are what they are on one: there are two paths, each with several rates of loss. On the first only processors set the limit; the second is long enough
/// that the window, the growth after a loss and the bottleneck's queue decide.
/// </summary>
internal static class BulkTransfer
{
    private const double BitsPerMegabyte = 8e6;

    private static readonly bool[] s_directions = [true, false];

    private static readonly double[] s_losses = [0, 0.001, 0.01, 0.05];

    private static readonly (string Name, FaultProfile Profile)[] s_paths =
    [
        ("no delay", new FaultProfile()),
        // A queue of one bandwidth-delay product, as a router would have.
        ("20 ms, 100 Mbit/s", new FaultProfile { Delay = TimeSpan.FromMilliseconds(10), BitsPerSecond = 100_000_000, QueueBytes = 250_000 }),
    ];

    /// <summary>Both directions on a TAP device.</summary>
    /// <param name="seconds">How long each takes.</param>
    public static IReadOnlyList<Measurement> WithOffloads(int seconds) =>
    [
        .. from receives in s_directions
           select new WarmMeasurement(
               [new Quantity("Bulk TCP, TAP device", NameOf(receives), "MB/s") { Goals = [Goal.TimesBetter(1.5)] }],
               new Conditions(GuestRole.Iperf3Server),
               async guest => [await MeasureAsync(guest, receives, seconds)]),
    ];

    /// <summary>Every path of the wire, rate of loss and direction.</summary>
    /// <param name="seconds">How long each takes.</param>
    public static IReadOnlyList<Measurement> OnTheWire(int seconds) =>
    [
        .. from path in s_paths
           from loss in s_losses
           from receives in s_directions
           select new WarmMeasurement(
               [new Quantity($"Bulk TCP, {path.Name}", string.Create(CultureInfo.InvariantCulture, $"{NameOf(receives)}, {loss * 100} % lost"), "MB/s")],
               new Conditions(GuestRole.Iperf3Server) { HasWire = true },
               async guest =>
               {
                   guest.Wire.Change(path.Profile with { Loss = loss });
                   return [await MeasureAsync(guest, receives, seconds)];
               }),
    ];

    /// <summary>Megabytes a second that arrive.</summary>
    private static async Task<double> MeasureAsync(RunningGuest guest, bool guestReceives, int seconds) =>
        ThroughputIn(await Iperf3Client.RunAsync(guest, guestReceives, seconds));

    internal static double ThroughputIn(JsonNode end) => end["sum_received"]!["bits_per_second"]!.GetValue<double>() / BitsPerMegabyte;

    private static string NameOf(bool guestReceives) => guestReceives ? "receives" : "sends";
}
