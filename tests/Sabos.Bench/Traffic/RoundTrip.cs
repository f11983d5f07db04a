using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Traffic;

/// <summary>How long ICMP echoes take to a guest that does nothing else.</summary>
internal static partial class RoundTrip
{
    private const int Echoes = 500;
    private const string Interval = "0.005"; // seconds

    public static IReadOnlyList<Measurement> Measurements() =>
    [
        new WarmMeasurement(
            [new Quantity("Ping", "median", "µs", Preference.Less), new Quantity("Ping", "99th percentile", "µs", Preference.Less)],
            new Conditions(GuestRole.WebServer),
            guest =>
            {
                string output = guest.Network.Execute("ping", ["-n", "-i", Interval, "-c", $"{Echoes}", "-W", "1", $"{guest.Network.EndPointOf(0).Address}"]);
                double[] times = TimesIn(output);
                return Task.FromResult<IReadOnlyList<double>>([times[Echoes / 2], times[Echoes * 99 / 100]]);
            }),
    ];

    /// <summary>Every round trip, the shortest first, in microseconds.</summary>
    /// <exception cref="IOException">An echo was lost.</exception>
    internal static double[] TimesIn(string output, int expected = Echoes)
    {
        double[] times = [.. Time().Matches(output).Select(time => double.Parse(time.Groups["ms"].ValueSpan, CultureInfo.InvariantCulture) * 1000).Order()];
        return times.Length == expected ? times : throw new IOException($"{expected - times.Length} of {expected} echoes were lost");
    }

    [GeneratedRegex(@"time=(?<ms>[\d.]+) ms", RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
