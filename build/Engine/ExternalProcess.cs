using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace Sabos.Build.Engine;

/// <summary>Runs external commands: each is echoed, shares our terminal, and ends with us.</summary>
internal sealed class ExternalProcess(IAnsiConsole console, string workingDirectory)
{
    private const int TerminationSignal = 15; // SIGTERM, signal(7)

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="BuildException">It cannot be started, or its exit code is not 0.</exception>
    public void Run(string program, params IEnumerable<string> arguments)
    {
        int exitCode = ExitCodeOf(program, arguments);
        if (exitCode != 0)
            throw new BuildException($"{program} ended with exit code {exitCode}");
    }

    /// <summary>Runs a command to its end and returns its exit code; 128 + signal if a signal ended it.</summary>
    /// <exception cref="BuildException">It cannot be started.</exception>
    public int ExitCodeOf(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = workingDirectory };
        // Not through the console's layout: it would break the line, which should be fit to copy.
        console.Profile.Out.Writer.WriteLine($"> {program} {string.Join(' ', start.ArgumentList.Select(Quote))}");
        using Process process = Start(start);
        using PosixSignalRegistration interrupted = EndWithUs(PosixSignal.SIGINT, process);
        using PosixSignalRegistration terminated = EndWithUs(PosixSignal.SIGTERM, process);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new BuildException($"{start.FileName} cannot be started: {failure.Message}", failure);
        }
    }

    /// <summary>Ctrl-C and termination reach the command, and we outlive it to report what became of it.</summary>
    private static PosixSignalRegistration EndWithUs(PosixSignal signal, Process process) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _ = Kill(process.Id, TerminationSignal);
        });

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(character => char.IsAsciiLetterOrDigit(character) || "-_=./:,+@%".Contains(character, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
