using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>Counts what a stack sends against what it was sent: no peer makes it send much for little.</summary>
internal sealed class PeerTraffic
{
    private const int Allowance = 200;

    private readonly LinkEnd _end;
    private long _taken;
    private long _empty;
    private long _bytes;
    private long _newBytes;
    private uint _highest;

    public PeerTraffic(ImpairedLink link, LinkEnd end)
    {
        _end = end;
        link.FrameSent += OnSent;
        link.FrameReceived += OnReceived;
    }

    /// <summary>What is too much, or null.</summary>
    public string? FindFault(Instant now)
    {
        long seconds = now.Ticks / TimeSpan.TicksPerSecond;
        long occasions = Allowance + _taken + (2 * seconds);
        return _empty > 2 * occasions ? $"{_empty} empty segments for {_taken} that came in {seconds} s"
            : _bytes - _newBytes > 1500 * 2 * occasions ? $"{_bytes - _newBytes} bytes sent again for {_taken} segments that came in {seconds} s"
            : null;
    }

    private void OnSent(LinkEnd end, ReadOnlySpan<byte> bytes)
    {
        if (end != _end || !TcpFrame.TryParse(bytes, out TcpFrame frame))
        {
            return;
        }

        uint stop = frame.Sequence + (uint)frame.Length;
        if (frame.Has(SegmentFlags.Syn))
        {
            _highest = stop;
        }

        int isNew = Math.Clamp((int)(stop - _highest), 0, frame.Payload.Length);
        _highest += (uint)isNew;
        _newBytes += isNew;
        _bytes += frame.Payload.Length;
        _empty += frame.Payload.IsEmpty ? 1 : 0;
    }

    private void OnReceived(LinkEnd end, ReadOnlySpan<byte> bytes) => _taken += end == _end ? 1 : 0;
}
