namespace Sabos.Net;

/// <summary>SEGMENT ARRIVES in SYN-SENT (RFC 9293 3.10.7.3), and errors on the path.</summary>
public sealed partial class TcpConnection
{
    private Instant _confirmedAt;

    void ISegmentTarget.PathErrorArrived(Instant now, PathError error, SequenceNumber sequence, int pathMtu)
    {
        // RFC 5927 4.1: only about what is in flight.
        if (State == TcpState.Closed || sequence < _sender.Unacknowledged || sequence >= _sender.Next)
        {
            return;
        }

        if (error == PathError.PacketTooBig)
        {
            _context.Routes.ReducePathMtu(RemoteEndpoint.Address, pathMtu);
            if (TryFollowPathMtu())
            {
                _context.Pending.Add(this);
            }

            return;
        }

        TransportError cause = error switch
        {
            PathError.NetworkUnreachable => TransportError.NetworkUnreachable,
            PathError.PortUnreachable or PathError.ProtocolUnreachable => TransportError.ConnectionRefused,
            _ => TransportError.HostUnreachable,
        };
        if (State == TcpState.SynSent && error != PathError.TimeExceeded)
        {
            // A program that tries another address must not wait for the timer (RFC 5461 4.1).
            End(cause);
        }
        else
        {
            // RFC 5927 5.2: an established connection only remembers it.
            _softError = cause;
        }
    }

    void ISegmentTarget.AddressRemoved() => End(TransportError.ConnectionAborted);

    // RFC 3168 6.1.1: every SYN of ours must have asked for it, and the peer agree, or ask too when both open at once.
    private bool AgreesOnEcn(TcpFlags flags)
    {
        bool agreed = (flags & TcpFlags.Ack) != 0 ? EcnSetup.IsAgreement(flags) : EcnSetup.IsRequest(flags);
        return agreed
            && _context.Settings.CongestionNotification == EcnMode.Request
            && _sender.Sent.Count > 0
            && !_sender.Sent[0].Is(SegmentMarks.Retransmitted);
    }

    private void ArriveInSynSent(Instant now, in TcpSegment segment, in TcpOptions options)
    {
        bool acknowledges = segment.Has(TcpFlags.Ack);
        if (acknowledges && (segment.Acknowledgment <= _sender.Initial || segment.Acknowledgment > _sender.Next))
        {
            _context.Output.Reset(now, Key, segment);
            return;
        }

        if (segment.Has(TcpFlags.Rst))
        {
            if (acknowledges)
            {
                End(TransportError.ConnectionRefused);
            }

            return;
        }

        if (!segment.Has(TcpFlags.Syn))
        {
            return;
        }

        _receiver.Begin(segment.Sequence, _receiver.Window);
        Negotiate(new PeerHandshake(segment.Sequence, options, segment.Window, AgreesOnEcn(segment.Flags)), now);
        _sender.Window.Begin(segment.Sequence, acknowledges ? segment.Acknowledgment : _sender.Next, segment.Window);
        if (!acknowledges)
        {
            // Simultaneous open (RFC 9293 3.5, figure 7): our SYN goes again, now with an acknowledgment.
            Enter(TcpState.SynReceived);
            if (_sender.Sent.Count > 0)
            {
                _sender.Sent.Mark(0, SegmentMarks.Lost);
            }

            return;
        }

        SentSegment syn = _sender.Sent[0];
        uint? echoed = options.Timestamps is TcpTimestamps timestamps ? _timestamps?.RoundTrip(timestamps, now) : null;
        _sender.Acknowledge(segment.Acknowledgment, isBare: false, options, echoed, now, out _);
        NoteProgress();
        StopSendTimer();
        if (syn.Is(SegmentMarks.Retransmitted) && !TimestampEcho.IsBefore(echoed, syn.SentAt, now))
        {
            HandshakeWasRetransmitted();
        }

        _receiver.IsAcknowledgmentDue = true;
        BecomeEstablished();
        TakeText(now, segment.Sequence + 1, segment, options);
    }
}
