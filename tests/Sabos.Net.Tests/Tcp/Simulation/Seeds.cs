using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sabos.Net.Tests;

/// <summary>Which seeds a simulation runs: SABOS_TCP_SEEDS many from SABOS_TCP_SEED on.</summary>
internal static class Seeds
{
    /// <summary>Runs each; a failing one says how to replay it.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "whatever failed, the seed is told")]
    public static void Run(int standard, Action<int> run)
    {
        int count = Read("SABOS_TCP_SEEDS", standard);
        int first = Read("SABOS_TCP_SEED", 1);
        for (int seed = first; seed < first + count; seed++)
        {
            try
            {
                run(seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"replay with SABOS_TCP_SEED={seed} SABOS_TCP_SEEDS=1 (SABOS_CAPTURES=DIRECTORY for a capture and a trace): {failure.Message}", failure);
            }
        }
    }

    private static int Read(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : standard;
}
