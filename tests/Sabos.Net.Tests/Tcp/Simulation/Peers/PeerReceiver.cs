using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>What a peer has of the stack's stream, in positions counted from the SYN's, which is 0.</summary>
internal sealed class PeerReceiver(uint initial, int stream)
{
    private ByteRanges _held = new();
    private int? _finAt;
    private int _highest;

    public uint Initial => initial;

    /// <summary>Bytes without a gap from the first on.</summary>
    public int Received => _held.Prefix;

    public bool IsFinReceived => _finAt == 1 + Received;

    /// <summary>The position behind everything without a gap, FIN included.</summary>
    public int Next => 1 + Received + (IsFinReceived ? 1 : 0);

    /// <summary>The position behind everything that arrived.</summary>
    public int Highest => Math.Max(_highest, Next);

    /// <summary>The last segment with data.</summary>
    public (int Start, int End) Latest { get; private set; } = (1, 1);

    /// <summary>What is wrong with what arrived, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>What arrived behind a gap.</summary>
    public IEnumerable<(int Start, int End)> Islands
    {
        get
        {
            foreach ((int start, int end) in _held.All)
            {
                if (start > 0)
                {
                    yield return (start + 1, end + 1);
                }
            }
        }
    }

    /// <summary>Takes data and FIN.</summary>
    /// <param name="frame">A segment of this connection.</param>
    /// <param name="written">Bytes that the stack's program has written so far.</param>
    public void Take(in TcpFrame frame, int written)
    {
        int start = Position(frame);
        int end = start + frame.Payload.Length;
        if (end < 0)
        {
            return; // It was long under way, from a connection before this one.
        }

        if (!frame.Payload.IsEmpty)
        {
            Fault ??= start < 1 || end > 1 + written ? $"bytes {start - 1} to {end - 1} of {written} that were written"
                : _finAt < end ? "bytes behind the FIN"
                : StreamBytes.FindDifference(frame.Payload, stream, start - 1) is { } wrong ? $"byte {wrong} of the stack's stream is wrong"
                : null;
            if (Fault is null)
            {
                _held.Add(start - 1, end - 1);
                Latest = (start, end);
                _highest = Math.Max(_highest, end);
            }
        }

        if (frame.Has(SegmentFlags.Fin))
        {
            Fault ??= _finAt is { } known && known != end ? $"a FIN at {end}, before at {known}" : null;
            _finAt = end;
        }
    }

    public int Position(in TcpFrame frame) => (int)(frame.Sequence - initial);

    /// <summary>Forgets what is behind a gap, reported or not (RFC 2018 8).</summary>
    public void Renege()
    {
        int kept = Received;
        _held = new ByteRanges();
        if (kept > 0)
        {
            _held.Add(0, kept);
        }
    }
}
