using System;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Sabos.Shell.Terminals;

/// <summary>
/// The process's own standard input and output: the serial console in the image, the terminal on a desktop. Console reads block, so a thread of
/// its own does them rather than one of the pool's.
/// </summary>
public sealed class StandardTerminal : ITerminal
{
    private const int ReadLength = 256;

    private readonly Channel<ReadOnlyMemory<byte>> _typed = Channel.CreateBounded<ReadOnlyMemory<byte>>(1);
    private readonly Stream _input = Console.OpenStandardInput();
    private readonly Stream _output = Console.OpenStandardOutput();
    private ReadOnlyMemory<byte> _unread;

    public StandardTerminal()
    {
        Thread reader = new(ReadInput, 128 * 1024) { IsBackground = true, Name = "console" };
        reader.Start();
    }

    public int Columns => 80;

    /// <summary>Everything that can ever be typed has been read.</summary>
    public bool HasEnded => _unread.IsEmpty && _typed.Reader.Completion.IsCompleted;

    /// <summary>A desktop's terminal edits lines itself; the serial line, which is none to the class library, does not.</summary>
    public bool Echo { get; } = Console.IsInputRedirected;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (_unread.IsEmpty)
        {
            if (!await _typed.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
                return 0;
            _typed.Reader.TryRead(out _unread);
        }

        int length = Math.Min(buffer.Length, _unread.Length);
        _unread[..length].CopyTo(buffer);
        _unread = _unread[length..];
        return length;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        _output.Write(text.Span);
        _output.Flush();
        return ValueTask.CompletedTask;
    }

    private void ReadInput()
    {
        byte[] buffer = new byte[ReadLength];
        try
        {
            while (true)
            {
                int length = _input.Read(buffer);
                if (length == 0)
                    break;
                _typed.Writer.WriteAsync(buffer.AsSpan(0, length).ToArray()).AsTask().GetAwaiter().GetResult();
            }

            _typed.Writer.Complete();
        }
        catch (IOException exception)
        {
            _typed.Writer.Complete(exception);
        }
    }
}
