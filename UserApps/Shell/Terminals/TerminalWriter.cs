using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Shell.Terminals;

/// <summary>Text output to a terminal: gathered until flushed, a line feed sent as CR LF.</summary>
public sealed class TerminalWriter(ITerminal terminal) : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private char _last;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value == '\n' && _last != '\r')
            _text.Append('\r');
        _text.Append(value);
        _last = value;
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        foreach (char c in buffer)
            Write(c);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void WriteLine() => Write('\n');

    public override void WriteLine(string? value)
    {
        Write(value.AsSpan());
        Write('\n');
    }

    public override Task FlushAsync() => FlushAsync(CancellationToken.None);

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<char> chunk in _text.GetChunks())
            Encoding.GetBytes(chunk.Span, _bytes);
        _text.Clear();
        if (_bytes.WrittenCount == 0)
            return;
        await terminal.WriteAsync(_bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _bytes.ResetWrittenCount();
    }
}
