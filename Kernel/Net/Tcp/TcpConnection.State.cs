using System;

namespace Sabos.Net;

/// <summary>What a connection is made of, how it begins, and its way through the states of RFC 9293 3.3.2.</summary>
public sealed partial class TcpConnection : ISegmentTarget
{
    private readonly TcpContext _context;
    private readonly TcpSender _sender;
    private readonly TcpReceiver _receiver;
    private KeepAlive? _keepAlive;
    private bool _isCountedAsOrphan;
    private TimestampEcho? _timestamps;
    private EcnConnection? _ecn;
    private TimeWaitConnection? _timeWait;
    private TransportError _softError;
    private bool _isSackPermitted;
    private bool _isWindowScaled;
    private bool _isOrphan;
    private bool _isResetOwed;
    private bool _isSendBlocked;

    /// <summary>An active open (RFC 9293 3.10.1).</summary>
    internal TcpConnection(TcpContext context, in ConnectionKey key, int pathMtu)
        : this(context, key, pathMtu, context.InitialSequences.Next(key, context.Now))
    {
        State = TcpState.SynSent;
        context.Counters.ActiveOpens++;
    }

    /// <summary>A passive open whose handshake is complete.</summary>
    internal TcpConnection(TcpContext context, TcpListener listener, in CompletedHandshake handshake, Instant now)
        : this(context, handshake.Key, handshake.PathMtu, handshake.Initial)
    {
        TimeToLive = listener.TimeToLive;
        TrafficClass = listener.TrafficClass;
        _sender.AssumeSynAcknowledged();
        _receiver.Begin(handshake.Peer.Initial, handshake.Window);
        Negotiate(handshake.Peer, now);
        _sender.Window.Begin(handshake.Peer.Initial, handshake.Initial + 1, handshake.Peer.Window);
        if (handshake.RoundTrip is TimeSpan roundTrip)
        {
            _sender.RoundTrip.Sample(roundTrip, now);
        }

        if (handshake.WasRetransmitted)
        {
            HandshakeWasRetransmitted();
        }

        Enter(TcpState.Established);
    }

    private TcpConnection(TcpContext context, in ConnectionKey key, int pathMtu, SequenceNumber initial)
    {
        _context = context;
        _timer = new DeadlineTimer(this);
        _sender = new TcpSender(context.Memory, initial, context.CreateCongestionControl(context.Settings.CongestionControl));
        _receiver = new TcpReceiver(context.Memory) { Capacity = context.Settings.ReceiveBufferSize };
        _pathMtu = pathMtu;
        LocalEndpoint = key.Local;
        RemoteEndpoint = key.Remote;
        _sendBufferSize = context.Settings.SendBufferSize;
    }

    ConnectionKey ISegmentTarget.Key => Key;

    bool ISegmentTarget.IsBetween(in ConnectionKey key) => LocalEndpoint == key.Local && RemoteEndpoint == key.Remote;

    /// <summary>It is in the queue of those that have something to send.</summary>
    internal bool IsQueuedForOutput { get; set; }

    internal TcpConnection? NextForOutput { get; set; }

    private KeepAlive KeepAliveSettings => _keepAlive ??= new KeepAlive();

    private ConnectionKey Key => new(LocalEndpoint, RemoteEndpoint);

    // The handshake is over on our side.
    private bool IsSynchronized => State is not (TcpState.Closed or TcpState.Listen or TcpState.SynSent or TcpState.SynReceived);

    /// <summary>TIME-WAIT is over.</summary>
    internal void TimeWaitOver()
    {
        _timeWait = null;
        Enter(TcpState.Closed);
    }

    /// <summary>Takes over what the peer's SYN offered.</summary>
    private void Negotiate(in PeerHandshake peer, Instant now)
    {
        if (peer.Options.WindowScale is byte shift)
        {
            _isWindowScaled = true;
            _sender.Window.Shift = shift;
            _receiver.Shift = _context.WindowShift;
        }

        _isSackPermitted = peer.Options.SackPermitted && _context.Settings.SelectiveAcknowledgments;
        if (_isSackPermitted)
        {
            _sender.Recovery.UseSelectiveAcknowledgments(_sender.RoundTrip, _sender.Unacknowledged);
        }

        if (peer.Options.Timestamps is TcpTimestamps timestamps && _context.Settings.Timestamps)
        {
            _timestamps = new TimestampEcho(_context.InitialSequences.TimestampOffset(Key), timestamps.Value, now);
        }

        _ecn = peer.UsesEcn ? new EcnConnection() : null;
        _peerSegmentSize = TcpMaximumSegmentSize.OfPeer(peer.Options, LocalEndpoint.Address.IsIpv4);
        _sender.Begin(SegmentSizeFor(_pathMtu));
        _receiver.MaximumSegmentSize = TcpMaximumSegmentSize.ForMtu(_pathMtu, LocalEndpoint.Address.IsIpv4) - SegmentOptionsLength;
    }

    // RFC 6928 2: a lost SYN means an initial window of one segment.
    private void HandshakeWasRetransmitted()
    {
        _sender.RoundTrip.HandshakeRetransmitted();
        _sender.Congestion.Size = _sender.Congestion.MaximumSegmentSize;
    }

    private void Enter(TcpState state)
    {
        bool was = State is TcpState.Established or TcpState.CloseWait;
        bool isNow = state is TcpState.Established or TcpState.CloseWait;
        _context.Counters.CurrentEstablished += (isNow ? 1 : 0) - (was ? 1 : 0);
        State = state;
    }

    private void BecomeEstablished()
    {
        Enter(TcpState.Established);
        RestartKeepAlive(_context.Now);
        Observer?.OnReady(Readiness.Writable);
    }

    /// <summary>
    /// The program has let go of it: what is left to send and to wait for happens without it, unless too many are in this state already, whose peers
    /// would keep our memory for as long as they please.
    /// </summary>
    private void BeginOrphanage()
    {
        if (_context.Orphans >= _context.Settings.MaximumOrphans)
        {
            _context.Counters.OrphansAborted++;
            Abort();
            return;
        }

        _context.Orphans++;
        _isCountedAsOrphan = true;
        BeginClose();
        ExpectPeerFin(_context.Now);
    }

    // CLOSE of RFC 9293 3.10.4.
    private void BeginClose()
    {
        if (_sender.HasFin)
        {
            return;
        }

        _sender.AppendFin();
        Enter(State == TcpState.CloseWait ? TcpState.LastAck : TcpState.FinWait1);
        _context.Pending.Add(this);
    }

    private void FinAcknowledged(Instant now)
    {
        switch (State)
        {
            case TcpState.FinWait1:
                Enter(TcpState.FinWait2);
                ExpectPeerFin(now);
                break;
            case TcpState.Closing:
                EnterTimeWait(now);
                break;
            case TcpState.LastAck:
                End(TransportError.None);
                break;
        }
    }

    private void FinReceived(Instant now)
    {
        switch (State)
        {
            case TcpState.Established:
                Enter(TcpState.CloseWait);
                break;
            case TcpState.FinWait1:
                Enter(TcpState.Closing);
                break;
            case TcpState.FinWait2:
                EnterTimeWait(now);
                break;
        }

        Observer?.OnReady(Readiness.Readable | Readiness.PeerClosed);
    }

    private void EnterTimeWait(Instant now)
    {
        if (_receiver.IsAcknowledgmentDue && !SendAcknowledgment(now))
        {
            _context.Pending.Add(this);
        }

        _timeWait = new TimeWaitConnection(_context, Key, Path, _sender.Next, _receiver.Next, _receiver.Advertise(), _timestamps)
        {
            Connection = _isOrphan ? null : this,
        };
        _context.TimeWaits.Enter(this, _timeWait, now);
        Enter(TcpState.TimeWait);
        Release();
        Observer?.OnReady(Readiness.Readable | Readiness.Writable);
    }

    /// <summary>The connection is over: out of the table, its memory given back.</summary>
    private void End(TransportError error)
    {
        if (State is TcpState.SynSent or TcpState.SynReceived && error != TransportError.None)
        {
            _context.Counters.AttemptFails++;
        }
        else if (State is TcpState.Established or TcpState.CloseWait)
        {
            _context.Counters.EstablishedResets++;
        }

        Error = error;
        Enter(TcpState.Closed);
        _context.Table.Remove(this);
        Release();
        Observer?.OnReady(Readiness.Error | Readiness.Readable | Readiness.Writable);
    }

    private void Release()
    {
        _context.Orphans -= _isCountedAsOrphan ? 1 : 0;
        _isCountedAsOrphan = false;
        _context.Timers.Remove(_timer);
        _context.MemoryWaiters.Remove(_memoryWait);
        _sender.Clear();
        _receiver.Clear(keepInOrder: !_isOrphan);
    }
}
