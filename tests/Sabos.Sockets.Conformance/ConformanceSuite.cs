using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;
using Sabos.Sockets.Conformance.Cases;

namespace Sabos.Sockets.Conformance;

/// <summary>All cases, and how one is run.</summary>
public static class ConformanceSuite
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. StreamCases.All,
        .. ConnectionCases.All,
        .. WaitingCases.All,
        .. DatagramCases.All,
        .. OptionCases.All,
        .. DualStackCases.All,
        .. MulticastCases.All,
        .. DatagramErrorCases.All,
        .. InformationCases.All,
        .. Ipv6InformationCases.All,
    ];

    /// <summary>Runs one case on the thread pool; what it throws, or that it does not end, becomes part of its transcript.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "An exception is part of what happened.")]
    public static async Task<string> RunAsync(ConformanceCase conformanceCase)
    {
        Transcript transcript = new();
        try
        {
            await Task.Run(() => conformanceCase.Run(transcript)).WaitAsync(s_limit).ConfigureAwait(false);
            return transcript.ToString();
        }
        catch (Exception exception)
        {
            return $"{transcript} threw {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
        }
    }
}
