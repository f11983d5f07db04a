using System;

namespace Sabos.Net.Simulation;

/// <summary>A link device around another that harms what is sent through it, as a <see cref="FaultyLine"/> does. Same seed, same harm.</summary>
public sealed class FaultInjector : ILinkDevice, IFrameOwner, ISimulatedPart
{
    private readonly ILinkDevice _inner;
    private readonly ManualClock _clock;
    private readonly FaultyLine _line;
    private readonly FrameSlots _outgoing = new();

    public FaultInjector(ILinkDevice inner, ManualClock clock, FaultProfile profile, int seed)
    {
        _inner = inner;
        _clock = clock;
        _line = new FaultyLine(profile, seed);
    }

    /// <summary>May be changed at any time.</summary>
    public FaultProfile Profile
    {
        get => _line.Profile;
        set => _line.Profile = value;
    }

    public LinkCapabilities Capabilities => _inner.Capabilities;

    public bool IsLinkUp => _inner.IsLinkUp;

    public FaultCounters Counters => _line.Counters;

    public Instant NextEvent => _line.NextDue;

    public bool TryReceive(out ReceivedFrame frame) => _inner.TryReceive(out frame);

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        // Room is asked of the inner device, so that its back pressure is felt here.
        if (!_inner.TryReserve(length, offload, out frame))
        {
            return false;
        }

        frame.Cancel();
        FrameBuffer buffer = _line.Rent(length);
        buffer.Offload = offload;
        frame = new OutgoingFrame(this, _outgoing.Lend(buffer), buffer.Bytes);
        return true;
    }

    public void Flush() => _inner.Flush();

    public void QueueOutgoing(int slot)
    {
        FrameBuffer frame = _outgoing.Take(slot);
        ChecksumCompletion.Complete(frame.Bytes, frame.Offload);
        _line.Send(frame, _clock.Now);
        Run();
    }

    public void CancelOutgoing(int slot) => _line.Return(_outgoing.Take(slot));

    public void ReleaseReceived(int slot) => throw new NotSupportedException("received frames are the inner device's");

    /// <summary>Sends what was held back until now.</summary>
    public void Run()
    {
        while (_line.TryPeek(_clock.Now, out FrameBuffer frame))
        {
            _line.Take();
            Forward(frame);
            _line.Return(frame);
        }
    }

    private void Forward(FrameBuffer frame)
    {
        if (_inner.TryReserve(frame.Length, TransmitOffload.None, out OutgoingFrame outgoing))
        {
            frame.Bytes.CopyTo(outgoing.Bytes);
            outgoing.Dispose();
        }
    }
}
