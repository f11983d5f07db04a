using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Traffic;

/// <summary>UDP datagrams of 64 bytes that arrive in a second when the other side sends as many as it can, measured by iperf3.</summary>
internal static class Datagrams
{
    /// <summary>Both directions.</summary>
    /// <param name="seconds">How long each takes.</param>
    public static IReadOnlyList<Measurement> Measurements(int seconds) =>
    [
        .. ((bool[])[true, false]).Select(receives => new WarmMeasurement(
            [new Quantity("UDP, 64 bytes", receives ? "receives" : "sends", "datagrams/s")],
            new Conditions(GuestRole.Iperf3Server),
            async guest => [RateIn(await Iperf3Client.RunAsync(guest, receives, seconds, "--udp", "--bitrate", "0", "--length", "64"))])),
    ];

    /// <summary>Those that arrived, by the second.</summary>
    internal static double RateIn(JsonNode end)
    {
        JsonNode sum = end["sum"]!;
        return (Number("packets") - Number("lost_packets")) / Number("seconds");

        double Number(string name) => sum[name]!.GetValue<double>();
    }
}
