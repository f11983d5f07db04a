using System;

namespace Sabos.Net;

/// <summary>What a connection tells about itself.</summary>
public sealed partial class TcpConnection
{
    private long _bytesAcknowledged;

    TcpConnectionInfo ISegmentTarget.GetInfo() => GetInfo();

    /// <summary>A snapshot for diagnostics (RFC 4898's terms).</summary>
    public TcpConnectionInfo GetInfo()
    {
        Instant now = _context.Now;
        (TcpTimerKind timer, Instant deadline) = RunningTimer();
        return new TcpConnectionInfo
        {
            Local = LocalEndpoint,
            Remote = RemoteEndpoint,
            State = State,
            SendQueue = _sender.Queued,
            ReceiveQueue = Available,
            SendBuffer = _sendBufferSize,
            ReceiveBuffer = _receiver.Capacity,
            CongestionControl = CongestionControl,
            CongestionWindow = _sender.Congestion.Size,
            SlowStartThreshold = _sender.Congestion.SlowStartThreshold,
            SendWindow = _sender.Window.Size,
            ReceiveWindow = _receiver.Window,
            MaxSegmentSize = _sender.Congestion.MaximumSegmentSize,
            ReceiveMaxSegmentSize = _receiver.MaximumSegmentSize,
            PathMtu = _pathMtu,
            SmoothedRoundTripTime = _sender.RoundTrip.Smoothed,
            RoundTripTimeVariation = _sender.RoundTrip.Variation,
            MinimumRoundTripTime = _sender.RoundTrip.Minimum,
            RetransmissionTimeout = _sender.RoundTrip.Timeout,
            Retransmissions = _sender.Retransmissions,
            Timeouts = _timeouts,
            KeepAliveProbes = _keepAlive?.Unanswered ?? 0,
            InFlight = _sender.Recovery.InFlight,
            UnacknowledgedSegments = _sender.Sent.Count,
            SackedSegments = _sender.Sent.SackedCount,
            LostBytes = _sender.Sent.LostBytes,
            IsRecovering = _sender.Recovery.Phase != RecoveryPhase.Open,
            UsesTimestamps = _timestamps is not null,
            UsesSelectiveAcknowledgments = _isSackPermitted,
            UsesCongestionNotification = _ecn is not null,
            SendWindowScale = _isWindowScaled ? _sender.Window.Shift : null,
            ReceiveWindowScale = _receiver.Shift,
            BytesAcknowledged = _bytesAcknowledged,
            BytesReceived = _receiver.BytesReceived,
            PacingRate = _sender.Pacer.Rate,
            SentAgo = now - _sender.LastSentAt,
            HeardAgo = now - _heardAt,
            Timer = timer,
            TimerExpiresIn = timer == TcpTimerKind.Off ? TimeSpan.Zero : deadline - now,
        };
    }

    // The timers for acknowledgments are too short to be of interest.
    private (TcpTimerKind Timer, Instant Deadline) RunningTimer()
    {
        TcpTimerKind idle = _idleDeadline == Instant.Never ? TcpTimerKind.Off : _isOrphan ? TcpTimerKind.PeerFin : TcpTimerKind.KeepAlive;
        return _sendTimer switch
        {
            SendTimer.Retransmission => (TcpTimerKind.Retransmission, _sendDeadline),
            SendTimer.LossProbe => (TcpTimerKind.LossProbe, _sendDeadline),
            SendTimer.Reordering => (TcpTimerKind.Reordering, _sendDeadline),
            SendTimer.WindowProbe => (TcpTimerKind.WindowProbe, _sendDeadline),
            _ => (idle, _idleDeadline),
        };
    }
}
