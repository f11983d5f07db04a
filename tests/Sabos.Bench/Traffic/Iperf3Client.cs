using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Traffic;

/// <summary>iperf3 opposite a guest that runs its server.</summary>
internal static class Iperf3Client
{
    private const int StallSeconds = 30;

    /// <summary>Runs a test and returns the end of its report.</summary>
    /// <exception cref="IOException">The test did not come to its end.</exception>
    public static async Task<JsonNode> RunAsync(RunningGuest guest, bool guestReceives, int seconds, params string[] options)
    {
        await guest.ListeningAsync();
        string[] direction = guestReceives ? [] : ["--reverse"];
        return EndOf(guest.Network.Execute("timeout", [
            $"{seconds + StallSeconds}", "iperf3", "--json", "--client", $"{guest.Network.EndPointOf(0).Address}", "--time", $"{seconds}", .. direction, .. options]));
    }

    /// <summary>The part of a report that sums up.</summary>
    /// <exception cref="IOException">It reports a failure.</exception>
    internal static JsonNode EndOf(string report)
    {
        JsonNode json = JsonNode.Parse(report)!;
        return json["error"] is { } error ? throw new IOException($"iperf3: {error}") : json["end"]!;
    }
}
