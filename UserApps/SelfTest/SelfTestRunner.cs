using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest;

/// <summary>Runs self-tests one after the other, each on a thread of its own and within its time.</summary>
public sealed class SelfTestRunner(IReadOnlyList<ISelfTest> tests, TimeProvider time)
{
    /// <summary>The groups there are, in the tests' order.</summary>
    public IReadOnlyList<string> Groups
    {
        get
        {
            List<string> groups = [];
            foreach (ISelfTest test in tests)
            {
                if (!groups.Contains(GroupOf(test)))
                    groups.Add(GroupOf(test));
            }

            return groups;
        }
    }

    public bool HasGroup(string group)
    {
        foreach (ISelfTest test in tests)
        {
            if (GroupOf(test) == group)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Runs all tests, or those of <paramref name="group"/>, and prints the report as it goes. A group that does not exist is a failure of
    /// its own. A cancelled run ends after the report of the tests so far.
    /// </summary>
    /// <returns>True if at least one test ran and none failed.</returns>
    public async Task<bool> RunAsync(string? group, TextWriter output, CancellationToken cancellation)
    {
        await PrintAsync(SelfTestReport.Start, output).ConfigureAwait(false);
        List<SelfTestResult> results = [];
        foreach (ISelfTest test in tests)
        {
            if (group is not null && GroupOf(test) != group)
                continue;
            SelfTestResult result = await RunAsync(test, cancellation).ConfigureAwait(false);
            results.Add(result);
            await PrintAsync(SelfTestReport.Line(result), output).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested)
                break;
        }

        if (results.Count == 0)
        {
            SelfTestResult missing = new(group ?? "selftest", "no such group", 0);
            results.Add(missing);
            await PrintAsync(SelfTestReport.Line(missing), output).ConfigureAwait(false);
        }

        await PrintAsync(SelfTestReport.Json(results), output).ConfigureAwait(false);
        await PrintAsync(SelfTestReport.End(results), output).ConfigureAwait(false);
        return results.TrueForAll(result => result.Passed);
    }

    private static string GroupOf(ISelfTest test)
    {
        int dot = test.Name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? test.Name : test.Name[..dot];
    }

    private static async Task PrintAsync(string line, TextWriter output)
    {
        output.WriteLine(line);
        await output.FlushAsync().ConfigureAwait(false);
    }

    private static string Describe(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        return exception is SelfTestFailedException ? message : $"{exception.GetType().Name}: {message}";
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a test throws is its failure; the others follow.")]
    private async Task<SelfTestResult> RunAsync(ISelfTest test, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long started = time.GetTimestamp();
        string? reason = null;
        try
        {
            Task run = Task.Factory.StartNew(
                () => test.RunAsync(stop.Token), CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
            await run.WaitAsync(test.Timeout, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            reason = $"not done within {test.Timeout.TotalSeconds:F0} s";
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            reason = Describe(exception);
        }

        return new SelfTestResult(test.Name, reason, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }
}
