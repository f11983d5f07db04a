using System;

namespace Sabos.Net;

/// <summary>
/// What is left of a connection in TIME-WAIT (RFC 9293 3.6.1): enough to acknowledge a FIN sent again, and to let a new connection between the
/// same endpoints begin safely. Resets are ignored (RFC 1337).
/// </summary>
internal sealed class TimeWaitConnection : ISegmentTarget
{
    private readonly TcpContext _context;
    private readonly IpSend _path;
    private readonly SequenceNumber _sendNext;
    private readonly SequenceNumber _receiveNext;
    private readonly ushort _window;
    private readonly TimestampEcho? _timestamps;
    private Instant _rebuffedAt = new(long.MinValue / 2);

    public TimeWaitConnection(
        TcpContext context,
        in ConnectionKey key,
        in IpSend path,
        SequenceNumber sendNext,
        SequenceNumber receiveNext,
        ushort window,
        TimestampEcho? timestamps)
    {
        _context = context;
        Key = key;
        _path = path;
        _sendNext = sendNext;
        _receiveNext = receiveNext;
        _window = window;
        _timestamps = timestamps;
    }

    public ConnectionKey Key { get; }

    public bool IsBetween(in ConnectionKey key) => Key == key;

    /// <summary>The connection that the program still holds, to be told of the end.</summary>
    public TcpConnection? Connection { get; set; }

    public Instant Expiry { get; set; }

    public TimeWaitConnection? Older { get; set; }

    public TimeWaitConnection? Newer { get; set; }

    /// <summary>The least initial sequence number that a successor may begin with.</summary>
    public SequenceNumber SendNext => _sendNext;

    public TcpConnectionInfo GetInfo() => new()
    {
        Local = Key.Local,
        Remote = Key.Remote,
        State = TcpState.TimeWait,
        Timer = TcpTimerKind.TimeWait,
        TimerExpiresIn = Expiry - _context.Now,
    };

    public void SegmentArrived(Instant now, in TcpSegment segment)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            return;
        }

        TcpOptions options = TcpOptionsReader.Read(segment.Options);
        if (IsSuccessor(segment, options))
        {
            // RFC 6191 2: the old connection makes way; the new one begins above its sequence numbers.
            TcpListener? listener = _context.Ports.FindListener(Key.Local);
            if (listener is not null)
            {
                _context.TimeWaits.Remove(this);
                listener.SegmentArrived(now, Key, segment, _sendNext + 1);
                return;
            }
        }

        if (segment.Has(TcpFlags.Fin) && segment.Sequence + segment.SequenceLength == _receiveNext)
        {
            _context.TimeWaits.Restart(this, now);
        }
        else if (segment.SequenceLength == 0)
        {
            // Neither what is in order nor, more than once a second, what is not: the other side may be in TIME-WAIT as well.
            if (segment.Sequence == _receiveNext || now - _rebuffedAt < TimeSpan.FromSeconds(1))
            {
                return;
            }

            _rebuffedAt = now;
        }

        Acknowledge(now);
    }

    public void PathErrorArrived(Instant now, PathError error, SequenceNumber sequence, int pathMtu)
    {
    }

    public void AddressRemoved() => _context.TimeWaits.Remove(this);

    private bool IsSuccessor(in TcpSegment segment, in TcpOptions options)
    {
        if (!segment.Has(TcpFlags.Syn) || segment.Has(TcpFlags.Ack))
        {
            return false;
        }

        if (_timestamps is not null && options.Timestamps is TcpTimestamps timestamps && timestamps.Value != _timestamps.Recent)
        {
            return (int)(timestamps.Value - _timestamps.Recent) > 0;
        }

        return segment.Sequence > _receiveNext;
    }

    private void Acknowledge(Instant now)
    {
        TcpOptions options = default;
        options.Timestamps = _timestamps?.Next(now);
        var header = new TcpHeader(Key.Local.Port, Key.Remote.Port, _sendNext, _receiveNext, TcpFlags.Ack, _window);
        _context.Output.TrySend(_path, header, options);
    }
}
