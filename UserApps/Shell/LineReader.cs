using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell.Editing;
using Sabos.Shell.Terminals;

namespace Sabos.Shell;

/// <summary>The lines that a user types, and edits, on a terminal.</summary>
internal sealed class LineReader(ITerminal terminal, KeyReader keys, TerminalWriter output)
{
    private readonly LineEditor _editor = new();

    /// <summary>Shows the prompt and waits for a line; null at ^D, and when the terminal is gone. ^C begins the line anew.</summary>
    public async Task<string?> ReadAsync(string prompt, CancellationToken cancellation)
    {
        StringBuilder echo = new();
        _editor.Begin(prompt, terminal.Columns, terminal.Echo, echo);
        while (true)
        {
            EditOutcome outcome = EditOutcome.Editing;
            while (outcome == EditOutcome.Editing && keys.TryTake(out Key key))
                outcome = _editor.Apply(key, echo);
            if (outcome == EditOutcome.Interrupted)
                _editor.Begin(prompt, terminal.Columns, terminal.Echo, echo);

            output.Write(echo.ToString());
            echo.Clear();
            await output.FlushAsync(cancellation).ConfigureAwait(false);

            if (outcome == EditOutcome.Completed)
                return _editor.Text;
            if (outcome == EditOutcome.Ended || keys.HasEnded)
                return null;
            if (outcome == EditOutcome.Interrupted)
                continue;

            await keys.WaitAsync(cancellation).ConfigureAwait(false);
            await keys.AcceptAsync(isCommandRunning: false).ConfigureAwait(false);
        }
    }
}
