using System;
using System.Globalization;
using System.Text;

namespace Sabos.Shell.Editing;

/// <summary>
/// Edits one line on a terminal: keys go in, what the terminal must show comes out. A line longer than the terminal is wide scrolls sideways.
/// Every character is taken to be one column wide.
/// </summary>
internal sealed class LineEditor
{
    private const int MaximumLength = 1024;
    private const int MinimumWindow = 8;

    private readonly StringBuilder _text = new();
    private readonly LineHistory _history = new();
    private string _prompt = "";
    private bool _echo;
    private int _window;
    private int _cursor;
    private int _scroll;

    /// <summary>What has been typed so far, or the completed line.</summary>
    public string Text => _text.ToString();

    /// <summary>Begins a new line. Without <paramref name="echo"/> only the prompt is shown: the other side echoes and edits.</summary>
    public void Begin(string prompt, int columns, bool echo, StringBuilder output)
    {
        _prompt = prompt;
        _echo = echo;

        // The last column stays free: terminals differ in what a character there does to the cursor.
        _window = Math.Max(MinimumWindow, columns - prompt.Length - 1);
        _text.Clear();
        _cursor = 0;
        _scroll = 0;
        output.Append(prompt);
    }

    /// <summary>Takes a key and appends to <paramref name="output"/> what the terminal must show.</summary>
    public EditOutcome Apply(Key key, StringBuilder output)
    {
        switch (key.Kind)
        {
            case KeyKind.Enter:
                _history.Add(Text);
                Show("\n", output);
                return EditOutcome.Completed;
            case KeyKind.Interrupt:
                output.Append("^C\n");
                return EditOutcome.Interrupted;
            case KeyKind.EndOfInput when _text.Length == 0:
                return EditOutcome.Ended;
            case KeyKind.Character:
                Insert(key.Character, output);
                break;
            case KeyKind.Backspace when _cursor > 0:
                Erase(output);
                break;
            case KeyKind.Delete or KeyKind.EndOfInput when _cursor < _text.Length:
                Remove(_cursor, 1, output);
                break;
            case KeyKind.KillToStart:
                Remove(0, _cursor, output);
                break;
            case KeyKind.KillToEnd:
                Remove(_cursor, _text.Length - _cursor, output);
                break;
            case KeyKind.KillWord:
                int start = WordStart();
                Remove(start, _cursor - start, output);
                break;
            case KeyKind.Left:
                MoveTo(_cursor - 1, output);
                break;
            case KeyKind.Right:
                MoveTo(_cursor + 1, output);
                break;
            case KeyKind.Home:
                MoveTo(0, output);
                break;
            case KeyKind.End:
                MoveTo(_text.Length, output);
                break;
            case KeyKind.Up:
                Recall(_history.Previous(Text), output);
                break;
            case KeyKind.Down:
                Recall(_history.Next(), output);
                break;
            case KeyKind.Redraw:
                Show("\x1b[H\x1b[2J", output);
                Refresh(output);
                break;
        }

        return EditOutcome.Editing;
    }

    private void Insert(char character, StringBuilder output)
    {
        if (_text.Length == MaximumLength)
        {
            Show("\a", output);
            return;
        }

        _text.Insert(_cursor++, character);
        if (_cursor == _text.Length && _cursor - _scroll <= _window)
        {
            if (_echo)
                output.Append(character);
        }
        else
        {
            Refresh(output);
        }
    }

    private void Erase(StringBuilder output)
    {
        _text.Remove(--_cursor, 1);
        if (_cursor == _text.Length && _scroll == 0)
            Show("\b \b", output);
        else
            Refresh(output);
    }

    private void Remove(int start, int length, StringBuilder output)
    {
        if (length == 0)
            return;
        _text.Remove(start, length);
        _cursor = start;
        Refresh(output);
    }

    private void MoveTo(int position, StringBuilder output)
    {
        position = Math.Clamp(position, 0, _text.Length);
        if (position == _cursor)
            return;
        _cursor = position;
        Refresh(output);
    }

    private void Recall(string? line, StringBuilder output)
    {
        if (line is null)
            return;
        _text.Clear().Append(line);
        _cursor = line.Length;
        Refresh(output);
    }

    private int WordStart()
    {
        int start = _cursor;
        while (start > 0 && _text[start - 1] == ' ')
            start--;
        while (start > 0 && _text[start - 1] != ' ')
            start--;
        return start;
    }

    // Draws the line anew: return, prompt, the part in the window, erase to the end (EL), back to the cursor (CUB).
    private void Refresh(StringBuilder output)
    {
        if (_cursor < _scroll)
            _scroll = _cursor;
        else if (_cursor - _scroll > _window)
            _scroll = _cursor - _window;
        _scroll = Math.Min(_scroll, Math.Max(0, _text.Length - _window));
        if (!_echo)
            return;

        int shown = Math.Min(_window, _text.Length - _scroll);
        output.Append('\r').Append(_prompt).Append(_text, _scroll, shown).Append("\x1b[K");
        int back = _scroll + shown - _cursor;
        if (back > 0)
            output.Append(CultureInfo.InvariantCulture, $"\x1b[{back}D");
    }

    private void Show(string text, StringBuilder output)
    {
        if (_echo)
            output.Append(text);
    }
}
