using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>How it acknowledges.</summary>
internal sealed partial class ScriptedPeer
{
    private static readonly TimeSpan s_stretchDelay = TimeSpan.FromMilliseconds(400);

    private Instant _acknowledgeAt = Instant.Never;
    private int _unacknowledged;

    // Whatever is not ordinary is acknowledged at once, by everybody (RFC 5681 4.2). What ends the handshake is honest: anything else is a reset's due.
    private void Acknowledge(int before, bool isOrdinary)
    {
        switch (_plan.Acknowledgments)
        {
            case AcknowledgmentHabit.Stretch when isOrdinary && ++_unacknowledged < _plan.Stretch:
                _acknowledgeAt = Instant.Earlier(_acknowledgeAt, _clock.Now + s_stretchDelay);
                return;
            case AcknowledgmentHabit.Split:
                for (int i = 1; i < 16; i++)
                {
                    SendAcknowledgment(before + ((_receiver.Next - before) * i / 16));
                }

                break;
            case AcknowledgmentHabit.Repeat:
                for (int i = _random.Next(6); i > 0; i--)
                {
                    SendAcknowledgment();
                }

                break;
            case AcknowledgmentHabit.BeyondSent when before > 1 && _random.Next(4) == 0:
                SendAcknowledgment(_receiver.Highest + Written() + _random.Next(10, 200_000));
                break;
            case AcknowledgmentHabit.Optimistic when before > 1 && _random.Next(2) == 0:
                SendAcknowledgment(_receiver.Highest + _random.Next(20_000));
                break;
        }

        SendAcknowledgment();
    }

    private void SendAcknowledgment() => SendAcknowledgment(_receiver.Next);

    private void SendAcknowledgment(int position)
    {
        if (_state != State.Open)
        {
            return;
        }

        if (position == _receiver.Next)
        {
            _unacknowledged = 0;
            _acknowledgeAt = Instant.Never;
        }

        Send(SegmentFlags.Ack, _sender.Highest, [], position);
    }
}
