using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell.Terminals;

namespace Sabos.Apps.Tests.Shell;

/// <summary>A terminal at which a text is typed, and then nothing more for ever or an end.</summary>
internal sealed class ScriptedTerminal(string typed, bool ends) : ITerminal
{
    private readonly StringBuilder _shown = new();
    private ReadOnlyMemory<byte> _typed = Encoding.UTF8.GetBytes(typed);

    public int Columns => 80;

    public bool Echo => true;

    public string Shown => _shown.ToString();

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_typed.IsEmpty && !ends)
            await Task.Delay(Timeout.Infinite, cancellation);
        int length = Math.Min(buffer.Length, _typed.Length);
        _typed[..length].CopyTo(buffer);
        _typed = _typed[length..];
        return length;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        _shown.Append(Encoding.UTF8.GetString(text.Span));
        return ValueTask.CompletedTask;
    }
}
