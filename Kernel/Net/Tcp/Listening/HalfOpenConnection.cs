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

    private readonly TcpContext _context;
    private readonly TcpListener _listener;
    private readonly DeadlineTimer _timer;
    private readonly IpSend _path;
    private int _retransmissions;
    private Instant _challengedAt;

    public HalfOpenConnection(TcpContext context, TcpListener listener, in ConnectionKey key, in PeerHandshake peer, SequenceNumber initial, int pathMtu)
    {
        _context = context;
        _listener = listener;
        _timer = new DeadlineTimer(this);
        _path = SegmentOutput.PathOf(key, listener.TimeToLive, listener.TrafficClass);
        Key = key;
        Peer = peer;
        Initial = initial;
        PathMtu = pathMtu;
    }

    public ConnectionKey Key { get; }

    public PeerHandshake Peer { get; }

    /// <summary>ISS.</summary>
    public SequenceNumber Initial { get; }

    public int PathMtu { get; }

    public TcpListener Listener => _listener;

    /// <summary>When the SYN-ACK was sent; null when it was sent more than once, or never.</summary>
    public Instant? SentOnceAt { get; private set; }

    private ushort Window => HandshakeOptions.OfferedWindow(_context.Settings.ReceiveBufferSize);

    public TcpConnectionInfo GetInfo() => new() { Local = Key.Local, Remote = Key.Remote, State = TcpState.SynReceived };

    /// <summary>Sends the SYN-ACK for the first time.</summary>
    public void Begin(Instant now)
    {
        SentOnceAt = now;
        SendSynAck(now);
        _context.Timers.Set(_timer, now + RttEstimator.InitialTimeout);
    }

    public void SegmentArrived(Instant now, in TcpSegment segment)
    {
        SequenceNumber next = Peer.Initial + 1;
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack) && segment.Sequence == Peer.Initial)
        {
            // The peer did not get our answer.
            SentOnceAt = null;
            SendSynAck(now);
            return;
        }

        bool acceptable = segment.Sequence.IsInWindow(next, Window);
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

        if (segment.Acknowledgment != Initial + 1)
        {
            _context.Output.Reset(Key, segment);
            return;
        }

        Complete(now, segment);
    }

    public void TimerExpired(Instant now)
    {
        if (_retransmissions == RetransmissionLimit)
        {
            _context.Counters.AttemptFails++;
            Remove();
            return;
        }

        _retransmissions++;
        SentOnceAt = null;
        _context.Counters.RetransmittedSegments++;
        SendSynAck(now);
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
            return;
        }

        _context.Timers.Remove(_timer);
        _listener.HalfOpenEnded();
        var connection = new TcpConnection(_context, this, now);
        _context.Table.Replace(this, connection);
        _listener.Enqueue(connection);
        connection.SegmentArrived(now, segment);
    }

    private void SendSynAck(Instant now)
    {
        TcpOptions offer = HandshakeOptions.Offer(_context, Key, PathMtu, now);
        TcpOptions options = HandshakeOptions.Answer(
            offer, Peer.Options.SackPermitted, Peer.Options.WindowScale.HasValue, Peer.Options.Timestamps?.Value);
        var header = new TcpHeader(Key.Local.Port, Key.Remote.Port, Initial, Peer.Initial + 1, TcpFlags.Syn | TcpFlags.Ack, Window);
        _context.Output.TrySend(_path, header, options);
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
        var header = new TcpHeader(Key.Local.Port, Key.Remote.Port, Initial + 1, Peer.Initial + 1, TcpFlags.Ack, Window);
        TcpOptions options = default;
        if (Peer.Options.Timestamps is TcpTimestamps timestamps && _context.Settings.Timestamps)
        {
            options.Timestamps = new TcpTimestamps(TimestampEcho.Value(now, _context.InitialSequences.TimestampOffset(Key)), timestamps.Value);
        }

        _context.Output.TrySend(_path, header, options);
    }
}
