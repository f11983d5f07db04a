using System;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;

namespace Sabos.Bench.Http;

/// <summary>What wrk(1) prints with <c>--latency</c>.</summary>
/// <param name="Requests">How many were answered.</param>
/// <param name="RequestsPerSecond">How many a second.</param>
/// <param name="MedianLatency">Half of the answers took no longer, in microseconds.</param>
/// <param name="NinetyNinthPercentile">99 of 100 answers took no longer, in microseconds.</param>
internal sealed partial record WrkReport(long Requests, double RequestsPerSecond, double MedianLatency, double NinetyNinthPercentile)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">A connection failed, an answer was not 2xx or 3xx or took more than two seconds, or nothing was answered.</exception>
    public static WrkReport Parse(string text)
    {
        if (Complaint().Match(text) is { Success: true } complaint)
            throw new IOException($"wrk: {complaint.Value.Trim()}");
        Match requests = RequestsLine().Match(text);
        Match rate = RateLine().Match(text);
        if (!requests.Success || !rate.Success)
            throw new IOException($"Not what wrk prints: {text}");
        WrkReport report = new(
            long.Parse(requests.Groups["count"].ValueSpan, CultureInfo.InvariantCulture),
            Number(rate.Groups["rate"]),
            Latency(text, "50%"),
            Latency(text, "99%"));
        return report.Requests > 0 ? report : throw new IOException("wrk: no request was answered");
    }

    private static double Latency(string text, string percentile)
    {
        foreach (Match line in LatencyLine().Matches(text))
        {
            if (line.Groups["percentile"].ValueSpan.SequenceEqual(percentile))
                return Number(line.Groups["value"]) * MicrosecondsIn(line.Groups["unit"].Value);
        }

        throw new IOException($"wrk shows no latency of {percentile}: {text}");
    }

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    private static double MicrosecondsIn(string unit) => unit switch
    {
        "us" => 1,
        "ms" => 1e3,
        "s" => 1e6,
        _ => 60e6, // m
    };

    [GeneratedRegex(@"(?<count>\d+) requests in ", RegexOptions.ExplicitCapture)]
    private static partial Regex RequestsLine();

    [GeneratedRegex(@"Requests/sec: +(?<rate>[\d.]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex RateLine();

    [GeneratedRegex(@"^ +(?<percentile>\d+%) +(?<value>[\d.]+)(?<unit>us|ms|s|m) *$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex LatencyLine();

    [GeneratedRegex("^ +(Socket errors|Non-2xx or 3xx responses): .*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Complaint();
}
