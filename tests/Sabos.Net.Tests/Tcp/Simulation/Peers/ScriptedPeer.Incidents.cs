using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>What happens to it in mid-stream.</summary>
internal sealed partial class ScriptedPeer
{
    private bool _hasHadIncident;

    private void MeetIncident()
    {
        if (_hasHadIncident || _sender.Acknowledged + Received < _plan.IncidentAfter)
        {
            return;
        }

        _hasHadIncident = true;
        switch (_plan.Incident)
        {
            case PeerIncident.WrongResets:
                for (int i = 0; i < 4; i++)
                {
                    // Before what the stack expects, and beyond all that it ever will.
                    SendReset(_sender.Acknowledged - 1 - _random.Next(2000));
                    SendReset(_plan.ToSend + 3 + _random.Next(20_000));
                }

                break;
            case PeerIncident.SynAgain:
                Send(SegmentFlags.Syn, _random.Next(3) == 0 ? 0 : _sender.Acknowledged + _random.Next(-2000, 2000), [], 0);
                break;
            case PeerIncident.Silence:
                _state = State.Silent;
                break;
            case PeerIncident.Reset:
                SendReset(_sender.Highest);
                _state = State.Forgotten;
                break;
            case PeerIncident.Crash:
                _state = State.Forgotten;
                break;
        }
    }

    private void SendReset(int position) =>
        _station.Send(new PeerSegment(_sender.Initial + (uint)position, _receiver.Initial + (uint)_receiver.Next, SegmentFlags.Rst | SegmentFlags.Ack, 0));
}
