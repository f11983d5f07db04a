using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>A server program in the foreground, until it is disposed of. What it did is in its log.</summary>
public sealed class Daemon : IAsyncDisposable
{
    // Longer than any test takes: who waits for something in its log then fails.
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(20);

    private readonly Process _process;
    private readonly CancellationTokenSource _deadline = new(s_deadline);
    private readonly Task _reading;

    private Daemon(Process process)
    {
        _process = process;
        _deadline.Token.Register(_process.Kill);
        _reading = ReadLogAsync(process.StandardError);
    }

    /// <summary>What it writes to its standard error. It ends when the program ends.</summary>
    public Transcript Log { get; } = new();

    public int ProcessId => _process.Id;

    /// <summary>Starts it. It serves once <see cref="Log"/> says so.</summary>
    public static Daemon Start(params IReadOnlyList<string> command) =>
        new(Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true })!);

    /// <summary>Asks it to end, and waits until it has: it takes its leave of whoever it serves.</summary>
    public async Task TerminateAsync()
    {
        ExternalCommand.Run(["kill", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>Kills it: nobody is told.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _deadline.Dispose();
        _process.Dispose();
    }

    private async Task ReadLogAsync(StreamReader log)
    {
        while (await log.ReadLineAsync() is { } line)
            Log.Append($"{line}\n");
        Log.End();
    }
}
