using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>What it sends.</summary>
internal sealed partial class ScriptedPeer
{
    private const int MostFins = 200;

    private PeerRetransmission _retransmission;
    private Instant _finAgainAt = Instant.Never;
    private int _finsLeft = MostFins;

    private bool MayFinish => _plan.Fin != FinHabit.Never && (_plan.Fin != FinHabit.Last || _receiver.IsFinReceived);

    private void SendSyn(SegmentFlags flags)
    {
        bool offers = _plan.Congestion is CongestionHabit.AlwaysEchoes or CongestionHabit.AlwaysMarked;
        bool isAnswer = (flags & SegmentFlags.Ack) != 0;
        flags |= !offers ? 0 : isAnswer ? SegmentFlags.Ece : SegmentFlags.Ece | SegmentFlags.Cwr;
        byte[] payload = [];
        if (_plan.Opening == OpeningHabit.PeerConnectsWithData)
        {
            payload = new byte[Math.Min(Math.Min(_plan.ToSend, _plan.SegmentBytes), 500)];
            StreamBytes.Fill(payload, _stream, 0);
        }

        _sender.Begin(payload.Length);
        _station.CongestionField = 0;
        _station.Send(new PeerSegment(_sender.Initial, isAnswer ? _receiver.Initial + 1 : 0, flags, _window.OfferFirst())
        {
            Options = _options.ForSyn(_clock.Now),
            Payload = payload,
        });
    }

    private void Transmit()
    {
        if (_state != State.Open)
        {
            return;
        }

        foreach ((int start, int end, bool isFin) in _sender.TakeFlight(MayFinish))
        {
            SendData(start, end, isFin);
        }

        if (_sender.HasMore(MayFinish))
        {
            _retransmission.Begin(_clock.Now);
        }
        else
        {
            _retransmission.Stop();
        }

        if (_plan.Fin == FinHabit.Repeated && _sender.IsFinSent && _finsLeft == MostFins)
        {
            RepeatFin();
        }
    }

    private void Retransmit()
    {
        _retransmission.BackOff(_clock.Now);
        if (_retransmission.IsHopeless)
        {
            HasGivenUp = true;
            _state = State.Forgotten;
        }
        else if (_state != State.Open)
        {
            SendSyn(_state == State.SynSent || _plan.Opening == OpeningHabit.Simultaneous ? SegmentFlags.Syn : SegmentFlags.Syn | SegmentFlags.Ack);
        }
        else
        {
            _sender.GoBack();
            List<(int Start, int End, bool IsFin)> flight = _sender.TakeFlight(MayFinish);
            if (flight.Count == 0 && _sender.TakeProbe(MayFinish) is { } probe)
            {
                flight.Add(probe);
            }

            foreach ((int start, int end, bool isFin) in flight)
            {
                SendData(start, end, isFin);
            }
        }
    }

    private void RepeatFin()
    {
        SendData(1 + _plan.ToSend, 1 + _plan.ToSend, isFin: true);
        _finAgainAt = --_finsLeft > 0 ? _clock.Now + TimeSpan.FromMilliseconds(_random.Next(1, 500)) : Instant.Never;
    }

    private void SendData(int start, int end, bool isFin)
    {
        byte[] payload = new byte[end - start];
        StreamBytes.Fill(payload, _stream, start - 1);
        SegmentFlags flags = SegmentFlags.Ack | (isFin ? SegmentFlags.Fin : 0) | (_random.NextDouble() < _plan.PushChance ? SegmentFlags.Psh : 0);
        Send(flags, start, payload, _receiver.Next);
    }

    private void Send(SegmentFlags flags, int position, byte[] payload, int acknowledges)
    {
        bool isUrgent = _random.NextDouble() < _plan.UrgentChance;
        flags |= isUrgent ? SegmentFlags.Urg : 0;
        flags |= _plan.Congestion switch
        {
            CongestionHabit.AlwaysEchoes => SegmentFlags.Ece,
            CongestionHabit.Unagreed => (SegmentFlags)(_random.Next(4) << 6),
            _ => 0,
        };
        _station.CongestionField = (byte)(_plan.Congestion == CongestionHabit.AlwaysMarked ? 3 : _plan.Congestion == CongestionHabit.Unagreed ? _random.Next(4) : 0);
        _station.Send(new PeerSegment(_sender.Initial + (uint)position, _receiver.Initial + (uint)acknowledges, flags, _window.Offer(Received, _clock.Now))
        {
            Urgent = (ushort)(isUrgent ? _random.Next(65_536) : 0),
            Options = _options.ForSegment(_receiver, _clock.Now),
            Payload = payload,
        });
    }

    // RFC 9293 3.5.2: what belongs to no connection here.
    private void Refuse(in TcpFrame frame)
    {
        if (frame.Has(SegmentFlags.Rst))
        {
            return;
        }

        bool isAcknowledging = frame.Has(SegmentFlags.Ack);
        _station.CongestionField = 0;
        _station.Send(new PeerSegment(
            isAcknowledging ? frame.Acknowledgment : 0,
            isAcknowledging ? 0 : frame.Sequence + (uint)frame.Length,
            isAcknowledging ? SegmentFlags.Rst : SegmentFlags.Rst | SegmentFlags.Ack,
            0));
    }
}
