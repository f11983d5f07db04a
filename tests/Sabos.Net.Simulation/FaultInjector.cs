namespace Sabos.Net.Simulation;

/// <summary>
/// A link device around another that harms what is sent through it, and what is received if so asked, as a <see cref="FaultyLine"/> does. Same
/// seed, same harm.
/// </summary>
public sealed class FaultInjector : ILinkDevice, IFrameOwner, ISimulatedPart
{
    // How many frames the inner device may bring before one is handed on.
    private const int ReceiveTurn = 64;

    private readonly ILinkDevice _inner;
    private readonly ManualClock _clock;
    private readonly FaultyLine _line;
    private readonly FaultyLine? _incoming;
    private readonly FrameSlots _outgoing = new();
    private readonly FrameSlots _received = new();

    public FaultInjector(ILinkDevice inner, ManualClock clock, FaultProfile profile, int seed, bool bothWays = false)
    {
        _incoming = bothWays ? new FaultyLine(profile, seed + 1) : null;
        _inner = inner;
        _clock = clock;
        _line = new FaultyLine(profile, seed);
    }

    /// <summary>May be changed at any time.</summary>
    public FaultProfile Profile
    {
        get => _line.Profile;
        set
        {
            _line.Profile = value;
            if (_incoming is not null)
            {
                _incoming.Profile = value;
            }
        }
    }

    public LinkCapabilities Capabilities => _inner.Capabilities;

    public bool IsLinkUp => _inner.IsLinkUp;

    public LinkStatistics Statistics => _inner.Statistics;

    /// <summary>What was done to the frames sent.</summary>
    public FaultCounters Counters => _line.Counters;

    /// <summary>What was done to the frames received; null: they pass unharmed.</summary>
    public FaultCounters? IncomingCounters => _incoming?.Counters;

    public Instant NextEvent => Instant.Earlier(_line.NextDue, _incoming?.NextDue ?? Instant.Never);

    public bool TryReceive(out ReceivedFrame frame)
    {
        if (_incoming is null)
        {
            return _inner.TryReceive(out frame);
        }

        for (int i = 0; i < ReceiveTurn && _inner.TryReceive(out ReceivedFrame arrived); i++)
        {
            FrameBuffer buffer = _incoming.Rent(arrived.Bytes.Length);
            arrived.Bytes.CopyTo(buffer.Bytes);
            arrived.Dispose();
            _incoming.Send(buffer, _clock.Now);
        }

        if (!_incoming.TryPeek(_clock.Now, out FrameBuffer due))
        {
            frame = default;
            return false;
        }

        _incoming.Take();
        frame = new ReceivedFrame(this, _received.Lend(due), due.Bytes);
        return true;
    }

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

    public void ReleaseReceived(int slot) => _incoming!.Return(_received.Take(slot));

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
