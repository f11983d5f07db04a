using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell.Terminals;

namespace Sabos.Shell;

/// <summary>A user at a terminal: reads lines and runs the commands they name until <c>exit</c>, ^D or the end of the terminal.</summary>
public sealed class ShellSession : IDisposable
{
    private const string Prompt = "sabos> ";

    private readonly CommandTable _commands;
    private readonly KeyReader _keys;
    private readonly TerminalWriter _output;
    private readonly LineReader _lines;
    private bool _isOver;

    public ShellSession(ITerminal terminal, CommandTable commands)
    {
        _commands = commands;
        _keys = new KeyReader(terminal);
        _output = new TerminalWriter(terminal);
        _lines = new LineReader(terminal, _keys, _output);
    }

    /// <summary>Runs the session to its end. Throws <see cref="IOException"/> if the terminal fails.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            _output.WriteLine("Sabos shell; help lists the commands.");
            while (!_isOver && await _lines.ReadAsync(Prompt, cancellation).ConfigureAwait(false) is string line)
                await ExecuteAsync(line, cancellation).ConfigureAwait(false);
            await _output.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await _keys.StopAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _keys.Dispose();
        _output.Dispose();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types",
        Justification = "Whatever a command throws is told to the user in a line; the session goes on.")]
    private async Task ExecuteAsync(string line, CancellationToken cancellation)
    {
        string name = "sabos";
        ICommand? command = null;
        try
        {
            List<string> words = CommandLine.Split(line);
            if (words.Count == 0)
                return;
            name = words[0];
            command = _commands.Find(name) ?? throw new UsageException("no such command; help lists them");
            await RunAsync(command, words.GetRange(1, words.Count - 1), cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            _output.WriteLine($"{name}: {ErrorText.Describe(exception)}");
            if (exception is UsageException && command is not null)
                _output.WriteLine($"usage: {command.Synopsis}");
        }
    }

    // The command runs on the pool: completions of a terminal may come on a thread that other sockets depend on.
    private async Task RunAsync(ICommand command, List<string> arguments, CancellationToken cancellation)
    {
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CommandContext context = new(arguments, _output, interrupt.Token);
        Task running = Task.Run(() => command.RunAsync(context), CancellationToken.None);
        while (!running.IsCompleted && !_keys.HasEnded)
        {
            Task typed = _keys.WaitAsync(cancellation);
            if (await Task.WhenAny(running, typed).ConfigureAwait(false) == typed
                && (await _keys.AcceptAsync(isCommandRunning: true).ConfigureAwait(false) || _keys.HasEnded))
            {
                await interrupt.CancelAsync().ConfigureAwait(false);
            }
        }

        await running.ConfigureAwait(false);
        _isOver = context.EndsSession;
    }
}
