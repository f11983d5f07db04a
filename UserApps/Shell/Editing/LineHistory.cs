using System.Collections.Generic;

namespace Sabos.Shell.Editing;

/// <summary>The lines entered before, the last at the end, up to a limit.</summary>
internal sealed class LineHistory
{
    private const int Capacity = 32;

    private readonly List<string> _lines = [];
    private int _position;
    private string _draft = "";

    /// <summary>Keeps <paramref name="line"/> unless it is blank or repeats the one before; the next recall begins at the end.</summary>
    public void Add(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_lines.Count == 0 || _lines[^1] != line))
        {
            if (_lines.Count == Capacity)
                _lines.RemoveAt(0);
            _lines.Add(line);
        }

        _position = _lines.Count;
    }

    /// <summary>The line before, if there is one. <paramref name="current"/> is what stands on the line now, for the way back.</summary>
    public string? Previous(string current)
    {
        if (_position == 0)
            return null;
        if (_position == _lines.Count)
            _draft = current;
        return _lines[--_position];
    }

    /// <summary>The line after, or what stood there before the recall began.</summary>
    public string? Next()
    {
        if (_position == _lines.Count)
            return null;
        return ++_position == _lines.Count ? _draft : _lines[_position];
    }
}
