using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>Text that grows while a conversation goes on, and whose reader waits for what it expects next.</summary>
public sealed class Transcript
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _grown = NewSignal();
    private bool _ended;
    private int _position;

    /// <summary>Everything so far.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    /// <summary>Adds text that has arrived.</summary>
    public void Append(string text)
    {
        lock (_lock)
        {
            _text.Append(text);
            Signal();
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Signal();
        }
    }

    /// <summary>Waits for the next match behind the one before; what lies between is skipped.</summary>
    /// <exception cref="EndOfStreamException">The text ended without a match; the message holds what there was.</exception>
    public async Task<Match> ExpectAsync(Regex pattern)
    {
        while (true)
        {
            Task grown;
            lock (_lock)
            {
                string unread = _text.ToString(_position, _text.Length - _position);
                Match match = pattern.Match(unread);
                if (match.Success)
                {
                    _position += match.Index + match.Length;
                    return match;
                }

                if (_ended)
                    throw new EndOfStreamException($"The text ended before '{pattern}'. Since the last match: {unread}");
                grown = _grown.Task;
            }

            await grown;
        }
    }

    /// <summary>Waits for the next occurrence of a text.</summary>
    /// <inheritdoc cref="ExpectAsync(Regex)" path="/exception"/>
    public Task<Match> ExpectAsync(string text) => ExpectAsync(new Regex(Regex.Escape(text), RegexOptions.CultureInvariant));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        _grown.SetResult();
        _grown = NewSignal();
    }
}
