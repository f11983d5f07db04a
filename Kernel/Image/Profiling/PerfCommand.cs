using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Hal;
using Sabos.Shell;

namespace Sabos.Image;

/// <summary><c>perf</c>: samples what the processor executes for a while, and lists the functions it was in most often.</summary>
internal sealed class PerfCommand(TimeProvider time) : ICommand
{
    private const int UsualSeconds = 5;
    private const int MostSeconds = 3600;
    private const int UsualRate = 1000;
    private const int HighestRate = 10_000;
    private const int UsualLines = 20;
    private const int MostLines = 1000;

    private int _isRunning;

    public string Name => "perf";

    public string Usage => "[-f SAMPLES_A_SECOND] [-n LINES] [SECONDS]";

    public string Summary => "sample what the processor executes, and list the hottest functions";

    public async Task RunAsync(CommandContext context)
    {
        Queue<string> words = new(context.Arguments);
        int rate = UsualRate;
        int lines = UsualLines;
        while (words.TryPeek(out string? option) && option is "-f" or "-n")
        {
            words.Dequeue();
            if (option == "-f")
                rate = TakeNumber(words, option, HighestRate);
            else
                lines = TakeNumber(words, option, MostLines);
        }

        int seconds = words.Count > 0 ? TakeNumber(words, "SECONDS", MostSeconds) : UsualSeconds;
        if (words.Count > 0)
            throw new UsageException();

        // There is one sampling for the whole machine: that of another session goes on.
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
            throw new UsageException("another perf is under way");
        try
        {
            await SampleAsync(TimeSpan.FromSeconds(1) / rate, TimeSpan.FromSeconds(seconds), lines, context).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task SampleAsync(TimeSpan period, TimeSpan duration, int lines, CommandContext context)
    {
        if (!ProcessorSampling.TryStart(period))
            throw new UsageException("this kernel does not sample");

        // Until then, or until the user has enough.
        await Task.Delay(duration, time, context.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        SampleProfile profile = new(ProcessorSampling.Stop(out long lost), ProcessorSampling.NameOf);
        Write(profile, lost, lines, context.Output);
    }

    private static void Write(SampleProfile profile, long lost, int lines, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{profile.Samples} samples, {profile.Percentage(profile.Idle):F1} % of them idle{(lost > 0 ? $", {lost} lost" : "")}"));
        for (int i = 0; i < profile.Functions.Count && i < lines; i++)
        {
            (string name, int samples) = profile.Functions[i];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{profile.Percentage(samples),5:F1} %  {name}"));
        }
    }

    private static int TakeNumber(Queue<string> words, string what, int maximum) =>
        words.TryDequeue(out string? word) && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= maximum
            ? number
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{what} wants a number from 1 to {maximum}"));
}
