using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>A program that runs to its end and tells by its exit code whether it succeeded.</summary>
public static class ExternalCommand
{
    /// <summary>Runs it and returns its standard output.</summary>
    /// <exception cref="IOException">Its exit code is not 0; the message holds what it wrote.</exception>
    public static string Run(IReadOnlyList<string> command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new IOException($"{string.Join(' ', command)}: exit code {process.ExitCode}: {output}{errors.GetAwaiter().GetResult()}");
    }
}
