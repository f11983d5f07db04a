using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell.Editing;
using Sabos.Shell.Terminals;

namespace Sabos.Shell;

/// <summary>
/// The keys typed on a terminal. One read is always kept under way or ready, so that ^C is seen while a command runs and what is typed
/// ahead meanwhile is not lost.
/// </summary>
internal sealed class KeyReader(ITerminal terminal) : IDisposable
{
    private const int TypeAheadLimit = 4096;

    private readonly byte[] _buffer = new byte[256];
    private readonly Queue<Key> _keys = new();
    private readonly CancellationTokenSource _stop = new();
    private KeyDecoder _decoder;
    private Task<int>? _read;

    /// <summary>The terminal is gone and all its keys have been taken.</summary>
    public bool HasEnded { get; private set; }

    public bool TryTake(out Key key) => _keys.TryDequeue(out key);

    /// <summary>Completes when more has been typed, or the terminal is gone; <see cref="AcceptAsync"/> then takes it in.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        _read ??= terminal.ReadAsync(_buffer, _stop.Token).AsTask();
        return _read.WaitAsync(cancellation);
    }

    /// <summary>
    /// Takes in what <see cref="WaitAsync"/> waited for; true if ^C is among it, which clears what was typed before. While a command runs, ^C is
    /// for the command and does not become a key.
    /// </summary>
    public async Task<bool> AcceptAsync(bool isCommandRunning)
    {
        int length = await _read!.ConfigureAwait(false);
        _read = null;
        HasEnded = length == 0;
        bool interrupted = false;
        for (int i = 0; i < length; i++)
        {
            if (!_decoder.TryDecode(_buffer[i], out Key key))
                continue;
            if (key.Kind == KeyKind.Interrupt)
            {
                interrupted = true;
                _keys.Clear();
                if (isCommandRunning)
                    continue;
            }

            if (_keys.Count < TypeAheadLimit)
                _keys.Enqueue(key);
        }

        return interrupted;
    }

    /// <summary>Ends the read under way, so that the terminal is free for others.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_read is not null)
            await ((Task)_read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();
}
