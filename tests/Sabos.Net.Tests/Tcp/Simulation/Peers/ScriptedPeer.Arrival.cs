using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>What arrives.</summary>
internal sealed partial class ScriptedPeer
{
    private void Take(in TcpFrame frame)
    {
        if (_state == State.Silent || IsReset)
        {
            return;
        }

        if (_state == State.Forgotten)
        {
            Refuse(frame);
        }
        else if (frame.Has(SegmentFlags.Rst))
        {
            IsReset = IsEndedBy(frame);
        }
        else
        {
            TakeInState(frame);
        }
    }

    private bool IsEndedBy(in TcpFrame reset) => _state switch
    {
        State.Listen => false,
        State.SynSent => reset.Has(SegmentFlags.Ack) && reset.Acknowledgment == _sender.Initial + (uint)_sender.Highest,

        // Where both streams have ended nothing is left to be cut off: what this side repeats may find no connection any more (RFC 9293 3.10.7.1).
        _ => !HaveBothEnded && _receiver.Position(reset) >= _receiver.Next,
    };

    private void TakeInState(in TcpFrame frame)
    {
        bool isSyn = frame.Has(SegmentFlags.Syn);
        bool isOurs = frame.Has(SegmentFlags.Ack) && (int)(frame.Acknowledgment - _sender.Initial) is var position && position > 0 && position <= _sender.Highest;
        switch (_state)
        {
            case State.Listen when isSyn:
                Meet(frame);
                _state = State.SynReceived;
                SendSyn(_plan.Opening == OpeningHabit.Simultaneous ? SegmentFlags.Syn : SegmentFlags.Syn | SegmentFlags.Ack);
                _retransmission.Restart(_clock.Now);
                break;
            case State.SynSent when isSyn && isOurs:
                Meet(frame);
                _state = State.Open;
                TakeInOpen(frame);
                break;
            case State.SynSent when !isOurs:
                Refuse(frame);
                break;
            case State.SynReceived when isOurs:
                _state = State.Open;
                TakeInOpen(frame);
                break;
            case State.SynReceived when isSyn:
                SendSyn(SegmentFlags.Syn | SegmentFlags.Ack);
                break;
            case State.Open:
                TakeInOpen(frame);
                break;
        }
    }

    private void Meet(in TcpFrame frame)
    {
        _receiver = new PeerReceiver(frame.Sequence, ~_stream);
        _options.TakeSyn(frame);
        _window.Shift = _options.OwnShift;
    }

    private void TakeInOpen(in TcpFrame frame)
    {
        int before = _receiver.Next;
        bool isInOrder = _receiver.Position(frame) <= before;
        int shift = frame.Has(SegmentFlags.Syn) ? 0 : _options.StackShift;
        if (frame.Has(SegmentFlags.Ack) && _sender.Take(frame.Acknowledgment, frame.Window << shift))
        {
            _retransmission.Restart(_clock.Now);
        }
        else if (frame.Window == 0)
        {
            _retransmission.TakeAnswer();
        }

        if (isInOrder)
        {
            _options.Take(frame);
        }

        _receiver.Take(frame, Written());
        if (frame.Length > 0 || _receiver.Position(frame) < before)
        {
            bool isOrdinary = isInOrder && _receiver.Next > before && !frame.Has(SegmentFlags.Fin) && !frame.Has(SegmentFlags.Syn);
            Acknowledge(before, isOrdinary);
        }

        MeetIncident();
        if (_plan.Sack == SackHabit.Reneges && _random.Next(10) == 0)
        {
            _receiver.Renege();
        }
    }
}
