using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

namespace Sabos.Sockets.Tests;

/// <summary>The static program whose class library stands on our stack, run once; what it printed.</summary>
public sealed class ConformanceProgram
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly Lazy<Task<Dictionary<string, string>>> _transcripts = new(ReadTranscriptsAsync);

    /// <summary>The transcript of each case by its name.</summary>
    public Task<Dictionary<string, string>> Transcripts => _transcripts.Value;

    /// <summary>Runs the program; its exit status and its output.</summary>
    public static async Task<(int Status, string Output)> RunAsync(params string[] arguments)
    {
        string program = typeof(ConformanceProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "ConformanceProgram").Value!;
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new IOException($"{program} does not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_limit).ConfigureAwait(false);
        return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
    }

    private static async Task<Dictionary<string, string>> ReadTranscriptsAsync()
    {
        (int status, string output) = await RunAsync().ConfigureAwait(false);
        if (status != 0)
            throw new InvalidOperationException($"the program ended with {status}: {output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 2)).ToDictionary(parts => parts[0], parts => parts[^1]);
    }
}
