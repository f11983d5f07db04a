using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;

namespace Sabos.Bench.Http;

/// <summary>A page of 1 KiB, asked for by wrk as quickly as it is answered, on connections that are kept or on a new one each time.</summary>
internal static class HttpLoad
{
    private const string RateTable = "HTTP, requests";
    private const string LatencyTable = "HTTP, latency";
    private const string ProcessorTable = "HTTP, QEMU's processor time";
    private const int StallSeconds = 15;
    private const int ConnectionsInTurn = 16;

    private static readonly int[] s_connections = [1, 16, 64, 256];

    /// <summary>Rates, latencies and costs.</summary>
    /// <param name="seconds">How long each takes.</param>
    public static IReadOnlyList<Measurement> Measurements(int seconds) =>
    [
        .. s_connections.Select(connections => KeptConnections(connections, seconds)),
        new WarmMeasurement(
            [
                new Quantity(RateTable, $"each on a new connection, {ConnectionsInTurn} at a time", "1/s"),
                new Quantity(ProcessorTable, "for a request on a new connection", "µs", Preference.Less),
            ],
            new Conditions(GuestRole.WebServer),
            guest =>
            {
                (WrkReport report, double cost) = Run(guest, ConnectionsInTurn, seconds, "--header", "Connection: close");
                return Task.FromResult<IReadOnlyList<double>>([report.RequestsPerSecond, cost]);
            }),
    ];

    private static WarmMeasurement KeptConnections(int connections, int seconds)
    {
        string row = connections == 1 ? "1 connection" : $"{connections} connections";
        return new WarmMeasurement(
            [
                new Quantity(RateTable, row, "1/s") { Goals = connections == 64 ? [Goal.TimesBetter(10)] : [] },
                new Quantity(LatencyTable, $"{row}, median", "µs", Preference.Less),
                new Quantity(LatencyTable, $"{row}, 99th percentile", "µs", Preference.Less),
                new Quantity(ProcessorTable, $"for a request, {row}", "µs", Preference.Less) { Goals = connections is 16 or 64 ? [Goal.AtMost(38)] : [] },
            ],
            new Conditions(GuestRole.WebServer),
            guest =>
            {
                (WrkReport report, double cost) = Run(guest, connections, seconds);
                return Task.FromResult<IReadOnlyList<double>>([report.RequestsPerSecond, report.MedianLatency, report.NinetyNinthPercentile, cost]);
            });
    }

    /// <summary>wrk's report, and the microseconds of processor time that QEMU used for each request.</summary>
    private static (WrkReport Report, double Cost) Run(RunningGuest guest, int connections, int seconds, params string[] options)
    {
        TimeSpan before = guest.Machine.ProcessorTime;
        string output = guest.Network.Execute("timeout", [
            $"{seconds + StallSeconds}", "wrk", "--latency", "--threads", "1", "--connections", connections.ToString(CultureInfo.InvariantCulture),
            "--duration", $"{seconds}s", .. options, $"http://{guest.Network.EndPointOf(80).Address}{guest.Guest.Page}"]);
        WrkReport report = WrkReport.Parse(output);
        return (report, (guest.Machine.ProcessorTime - before).TotalMicroseconds / report.Requests);
    }
}
