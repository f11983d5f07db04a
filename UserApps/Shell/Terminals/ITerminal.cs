using System;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Shell.Terminals;

/// <summary>
/// A character terminal at the other end of a line: a telnet client, the serial console, a test. One read and one write may be under
/// way at the same time.
/// </summary>
public interface ITerminal
{
    /// <summary>Width in characters.</summary>
    int Columns { get; }

    /// <summary>Whether typed characters must be echoed and edited on this side; otherwise the other side edits whole lines itself.</summary>
    bool Echo { get; }

    /// <summary>Waits for typed bytes (UTF-8 and VT100 keys); 0 when the terminal is gone.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Shows bytes (UTF-8, lines ended by CR LF). Throws <see cref="System.IO.IOException"/> when the terminal is gone.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation);
}
