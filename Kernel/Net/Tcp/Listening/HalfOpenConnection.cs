using System;

namespace Sabos.Net;

/// <summary>
/// A handshake that a peer began (SYN-RECEIVED of a passive open): as little as it takes to send the SYN-ACK again and to make the connection when
/// the last acknowledgment comes.
/// </summary>
internal sealed class HalfOpenConnection : ISegmentTarget, ITimerOwner
{
    // 1 + 2 + 4 + 8 + 16 + 32 s.
    private const int RetransmissionLimit = 5;

    // Most of what fills the backlog in a flood is answered by nobody.
    private const int RetransmissionLimitUnderPressure = 2;

    private static readonly TimeSpan s_retryWithoutRoom = TimeSpan.FromMilliseconds(100);

    private readonly TcpContext _context;
    private readonly TcpListener _listener;
    private readonly DeadlineTimer _timer;
    private readonly IpSend _path;
    private PeerHandshake _peer;
    private readonly SequenceNumber _initial;
    private readonly int _pathMtu;

    // Of every SYN-ACK: less than the connection's buffer while memory is short.
    private readonly ushort _window;
    private int _retransmissions;

    // The SYN-ACK had its turn, if only to find no way to the peer; and it left.
    private bool _isBegun;
    private bool _hasLeft;
    private Instant? _sentOnceAt;
    private Instant _challengedAt;

    public HalfOpenConnection(TcpContext context, TcpListener listener, in ConnectionKey key, in PeerHandshake peer, SequenceNumber initial, int pathMtu)
    {
        _context = context;
        _listener = listener;
        _timer = new DeadlineTimer(this);
        _path = SegmentOutput.PathOf(key.Local, key.Remote, listener.TimeToLive, listener.TrafficClass) with { IsToStranger = true };
        Key = key;
        _peer = peer;
        _initial = initial;
        _pathMtu = pathMtu;
        _window = HandshakeOptions.OfferedWindow(Math.Min(context.Settings.ReceiveBufferSize, context.Memory.Allowance));
    }

    public ConnectionKey Key { get; }

    public bool IsBetween(in ConnectionKey key) => Key == key;

    public TcpListener Listener => _listener;

    public TcpConnectionInfo GetInfo() => new()
    {
        Local = Key.Local,
        Remote = Key.Remote,
        State = TcpState.SynReceived,
        Timeouts = _retransmissions,
        Timer = TcpTimerKind.Retransmission,
        TimerExpiresIn = _timer.Deadline - _context.Now,
    };

    /// <summary>Sends the SYN-ACK for the first time, at once or as soon as there is room.</summary>
    public void Begin(Instant now)
    {
        _isBegun = SendSynAck(now);
        _sentOnceAt = _isBegun ? now : null;
        _context.Timers.Set(_timer, now + (_isBegun ? RttEstimator.InitialTimeout : s_retryWithoutRoom));
    }

    public void SegmentArrived(Instant now, in TcpSegment segment)
    {
        SequenceNumber next = _peer.Initial + 1;
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack) && segment.Sequence == _peer.Initial)
        {
            // The peer did not get our answer, and may have given up asking for ECN (RFC 3168 6.1.1.1).
            _peer = _peer with { UsesEcn = _peer.UsesEcn && EcnSetup.IsRequest(segment.Flags) };
            _sentOnceAt = null;
            SendSynAck(now);
            return;
        }

        bool acceptable = segment.Sequence.IsInWindow(next, _window);
        if (segment.Has(TcpFlags.Rst))
        {
            // RFC 5961 3: only the exact sequence number resets.
            if (segment.Sequence == next)
            {
                _context.Counters.AttemptFails++;
                Remove();
            }
            else if (acceptable)
            {
                Challenge(now);
            }

            return;
        }

        if (!acceptable || segment.Has(TcpFlags.Syn))
        {
            Challenge(now);
            return;
        }

        if (!segment.Has(TcpFlags.Ack))
        {
            return;
        }

        if (segment.Acknowledgment != _initial + 1)
        {
            _context.Output.Reset(now, Key, segment);
            return;
        }

        Complete(now, segment);
    }

    public void TimerExpired(Instant now)
    {
        if (!_isBegun)
        {
            Begin(now);
            return;
        }

        if (_retransmissions >= (_listener.IsUnderPressure ? RetransmissionLimitUnderPressure : RetransmissionLimit))
        {
            _context.Counters.AttemptFails++;
            Remove();
            return;
        }

        if (!SendSynAck(now))
        {
            _context.Timers.Set(_timer, now + s_retryWithoutRoom);
            return;
        }

        _retransmissions++;
        _sentOnceAt = null;
        _context.Timers.Set(_timer, now + new TimeSpan(RttEstimator.InitialTimeout.Ticks << _retransmissions));
    }

    public void PathErrorArrived(Instant now, PathError error, SequenceNumber sequence, int pathMtu)
    {
    }

    public void AddressRemoved() => Remove();

    /// <summary>Forgets it.</summary>
    public void Remove()
    {
        _context.Timers.Remove(_timer);
        _context.Table.Remove(this);
        _listener.HalfOpenEnded();
    }

    private void Complete(Instant now, in TcpSegment segment)
    {
        if (!_listener.HasRoom)
        {
            // The SYN-ACK sent again gives the peer another chance, and the program time to accept.
            _context.Counters.ListenOverflows++;
            _context.Counters.ListenDrops++;
            return;
        }

        _context.Timers.Remove(_timer);
        _listener.HalfOpenEnded();
        TimeSpan? roundTrip = _sentOnceAt is Instant sentAt ? now - sentAt : null;
        var handshake = new CompletedHandshake(Key, _peer, _initial, _pathMtu, _window, roundTrip, WasRetransmitted: roundTrip is null);
        var connection = new TcpConnection(_context, _listener, handshake, now);
        _context.Table.Replace(this, connection);
        _listener.Enqueue(connection);
        connection.SegmentArrived(now, segment);
    }

    /// <summary>False: the device has no room.</summary>
    private bool SendSynAck(Instant now)
    {
        TcpOptions options = HandshakeOptions.Answer(_context, Key, _peer.Options, _pathMtu, now);
        var header = new TcpHeader(Key.Local.Port, Key.Remote.Port, _initial, _peer.Initial + 1, EcnSetup.SynAckFlags(_peer.UsesEcn), _window);
        TransportError error = _context.Output.TrySend(_path, header, options, isRetransmission: _hasLeft);
        _hasLeft |= error == TransportError.None;
        return error != TransportError.WouldBlock;
    }

    // RFC 5961 7 asks for a limit: one a second is enough for a handshake.
    private void Challenge(Instant now)
    {
        if (now - _challengedAt < TimeSpan.FromSeconds(1) && _challengedAt != default)
        {
            return;
        }

        _challengedAt = now;
        _context.Counters.ChallengeAcks++;

        // Only windows of SYNs are not scaled (RFC 7323 2.2).
        int shift = _peer.Options.WindowScale.HasValue ? _context.WindowShift : 0;
        var header = new TcpHeader(Key.Local.Port, Key.Remote.Port, _initial + 1, _peer.Initial + 1, TcpFlags.Ack, (ushort)(_window >> shift));
        TcpOptions options = default;
        if (_peer.Options.Timestamps is TcpTimestamps timestamps && _context.Settings.Timestamps)
        {
            options.Timestamps = new TcpTimestamps(TimestampEcho.Value(now, _context.InitialSequences.TimestampOffset(Key)), timestamps.Value);
        }

        _context.Output.TrySend(_path, header, options);
    }
}
