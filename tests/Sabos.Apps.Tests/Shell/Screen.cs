using System;
using System.Globalization;
using System.Text;

namespace Sabos.Apps.Tests.Shell;

/// <summary>One line of a VT100 as far as the line editor uses it: what is shown, and where the cursor stands.</summary>
internal sealed class Screen(int columns)
{
    private readonly char[] _cells = CreateCells(columns);

    public int Cursor { get; private set; }

    public string Line => new string(_cells).TrimEnd();

    public void Show(StringBuilder output)
    {
        string text = output.ToString();
        output.Clear();
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r':
                    Cursor = 0;
                    break;
                case '\n':
                    _cells.AsSpan().Fill(' ');
                    Cursor = 0;
                    break;
                case '\b':
                    Cursor = Math.Max(0, Cursor - 1);
                    break;
                case '\x1b':
                    i = ShowSequence(text, i + 1);
                    break;
                default:
                    // A character in the last column would make terminals differ: the editor must not write one.
                    if (Cursor >= columns - 1)
                        throw new InvalidOperationException("a character was written into the last column");
                    _cells[Cursor++] = text[i];
                    break;
            }
        }
    }

    private static char[] CreateCells(int columns)
    {
        char[] cells = new char[columns];
        cells.AsSpan().Fill(' ');
        return cells;
    }

    private int ShowSequence(string text, int start)
    {
        int end = start + 1;
        while (!char.IsAsciiLetter(text[end]))
            end++;
        string parameter = text[(start + 1)..end];
        switch (text[end])
        {
            case 'K':
                _cells.AsSpan(Cursor).Fill(' ');
                break;
            case 'D':
                Cursor -= int.Parse(parameter, CultureInfo.InvariantCulture);
                break;
            case 'H':
                Cursor = 0;
                break;
            case 'J':
                _cells.AsSpan().Fill(' ');
                break;
            default:
                throw new InvalidOperationException($"unknown sequence {text[start..(end + 1)]}");
        }

        return end;
    }
}
