using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The timestamps option of a connection that negotiated it (RFC 7323): our clock, the peer's latest value to echo, and protection against wrapped
/// sequence numbers.
/// </summary>
internal sealed class TimestampEcho
{
    // RFC 7323 5.5: a value that old is no longer comparable.
    private static readonly TimeSpan s_expiry = new(24 * TimeSpan.TicksPerDay);

    private readonly uint _offset;
    private uint _recent;
    private Instant _recentAt;

    /// <param name="offset">What makes our clock this connection's own.</param>
    /// <param name="peerValue">TSval of the peer's SYN.</param>
    /// <param name="now">The time.</param>
    public TimestampEcho(uint offset, uint peerValue, Instant now)
    {
        _offset = offset;
        _recent = peerValue;
        _recentAt = now;
    }

    /// <summary>TS.Recent.</summary>
    public uint Recent => _recent;

    /// <summary>TSval at a time: milliseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Value(Instant now, uint offset) => (uint)(now.Ticks / TimeSpan.TicksPerMillisecond) + offset;

    /// <summary>What to send now.</summary>
    public TcpTimestamps Next(Instant now) => new(Value(now, _offset), _recent);

    /// <summary>Milliseconds since the segment left to which the peer answers; null when it echoes what never was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint? RoundTrip(TcpTimestamps timestamps, Instant now)
    {
        uint elapsed = Value(now, _offset) - timestamps.EchoReply;
        return elapsed <= int.MaxValue ? elapsed : null;
    }

    /// <summary>Whether an echoed timestamp shows that the segment that it answers left before a time. False without one.</summary>
    /// <param name="echoedMilliseconds">How long ago the timestamp was sent, as <see cref="RoundTrip"/> says.</param>
    /// <param name="time">The time in question.</param>
    /// <param name="now">The time.</param>
    public static bool IsBefore(uint? echoedMilliseconds, Instant time, Instant now) => echoedMilliseconds > Value(now, 0) - Value(time, 0);

    /// <summary>Older than what was seen already: a duplicate from before the sequence numbers wrapped (RFC 7323 5.3, R1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsStale(TcpTimestamps timestamps, Instant now) =>
        (int)(timestamps.Value - _recent) < 0 && now - _recentAt < s_expiry;

    /// <summary>Takes the value of an acceptable segment that holds the last byte acknowledged (RFC 7323 4.3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(TcpTimestamps timestamps, SequenceNumber sequence, SequenceNumber lastAcknowledgmentSent, Instant now)
    {
        if (sequence <= lastAcknowledgmentSent && (!IsStale(timestamps, now) || now - _recentAt >= s_expiry))
        {
            _recent = timestamps.Value;
            _recentAt = now;
        }
    }
}
