using System;
using System.Runtime.InteropServices;

namespace Sabos.Httpd;

/// <summary>
/// The bytes a connection has yet to send: some of its own, and behind them at most one piece that is lent and not copied, so that a large body is there
/// once however many ask for it. It grows to hold what is sent at once and shrinks back when cleared.
/// </summary>
internal sealed class ResponseBuffer
{
    private const int UsualCapacity = 2048;
    private const int KeptCapacity = 16384;

    // What is behind others takes a call of its own to be sent; copying less costs less than that.
    private const int LeastBehindOthers = 16384;

    private byte[] _bytes = [];
    private int _copied;
    private ReadOnlyMemory<byte> _lent;

    public int Length => _copied + _lent.Length;

    /// <summary>What to send next, when so many bytes have been sent: all the rest that lies in one piece.</summary>
    public Memory<byte> From(int start) =>
        start < _copied ? _bytes.AsMemory(start, _copied - start) : MemoryMarshal.AsMemory(_lent[(start - _copied)..]);

    /// <summary>Appends bytes that nobody will change; they are copied only if they are few behind others, or others come behind them.</summary>
    public void AppendLent(ReadOnlyMemory<byte> bytes)
    {
        if (Length == 0 || (_lent.IsEmpty && bytes.Length >= LeastBehindOthers))
            _lent = bytes;
        else
            Append(bytes.Span);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!_lent.IsEmpty)
        {
            ReadOnlyMemory<byte> lent = _lent;
            _lent = default;
            Append(lent.Span);
        }

        if (_bytes.Length - _copied < bytes.Length)
            Array.Resize(ref _bytes, Math.Max(Math.Max(UsualCapacity, _bytes.Length * 2), _copied + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(_copied));
        _copied += bytes.Length;
    }

    public void Clear()
    {
        _copied = 0;
        _lent = default;
        if (_bytes.Length > KeptCapacity)
            _bytes = [];
    }
}
