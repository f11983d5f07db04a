using System.IO;
using System.Threading;

namespace Sabos.Shell.Terminals;

/// <summary>
/// Text input from a terminal for a program that knows of none, by <c>Console.SetIn</c>: whole lines, echoed and edited while they are typed as a
/// Unix terminal does.
/// </summary>
public sealed class TerminalInput : TextReader
{
    private readonly KeyReader _keys;
    private readonly TerminalWriter _output;
    private readonly LineReader _lines;

    // What is left of a line that is read by characters.
    private string _line = "";
    private int _read;

    public TerminalInput(ITerminal terminal)
    {
        _keys = new KeyReader(terminal);
        _output = new TerminalWriter(terminal);
        _lines = new LineReader(terminal, _keys, _output);
    }

    public override string? ReadLine()
    {
        if (_read == _line.Length)
            return ReadWhole();
        string rest = _line[_read..^1];
        _read = _line.Length;
        return rest;
    }

    public override int Peek() => _read < _line.Length || TryFill() ? _line[_read] : -1;

    public override int Read() => _read < _line.Length || TryFill() ? _line[_read++] : -1;

    // A line at most, as from any terminal: who asks for more does not wait for lines that are not typed yet.
    public override int Read(char[] buffer, int index, int count)
    {
        int length = 0;
        while (length < count && (length == 0 || _read < _line.Length) && Read() is var c and >= 0)
            buffer[index + length++] = (char)c;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TryFill()
    {
        if (ReadWhole() is not { } line)
            return false;
        _line = line + '\n';
        _read = 0;
        return true;
    }

    private string? ReadWhole() => _lines.ReadAsync("", CancellationToken.None).GetAwaiter().GetResult();
}
