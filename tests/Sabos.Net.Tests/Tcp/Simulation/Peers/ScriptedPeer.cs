using System;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>
/// A TCP endpoint for tests, small and odd: it carries a stream both ways as its <see cref="PeerPlan"/> says, and shares no code with the stack.
/// </summary>
internal sealed partial class ScriptedPeer : ISimulatedPart
{
    private readonly PeerPlan _plan;
    private readonly PeerStation _station;
    private readonly ManualClock _clock;
    private readonly Random _random;
    private readonly int _stream;
    private readonly PeerOptions _options;
    private PeerSender _sender;
    private PeerReceiver _receiver;
    private PeerWindow _window;
    private State _state;

    /// <param name="plan">Its ways.</param>
    /// <param name="station">Where it is.</param>
    /// <param name="clock">The time.</param>
    /// <param name="stream">Which stream it sends; it receives the opposite one.</param>
    /// <param name="seed">For its own choices.</param>
    public ScriptedPeer(PeerPlan plan, PeerStation station, ManualClock clock, int stream, int seed)
    {
        _plan = plan;
        _station = station;
        _clock = clock;
        _random = new Random(seed);
        _stream = stream;
        _options = new PeerOptions(plan, _random);
        _sender = new PeerSender(plan, (uint)_random.NextInt64(uint.MaxValue), _random);
        _receiver = new PeerReceiver(0, ~stream);
        _window = new PeerWindow(plan, _random);
        _retransmission = new PeerRetransmission();
        station.Arrived = Take;
    }

    private enum State
    {
        Listen,
        SynSent,
        SynReceived,
        Open,

        /// <summary>It answers every segment with a reset.</summary>
        Forgotten,
        Silent,
    }

    /// <summary>Bytes that the stack's program has written.</summary>
    public required Func<int> Written { get; init; }

    public int Received => _receiver.Received;

    public bool IsFinReceived => _receiver.IsFinReceived;

    public string? Fault => _receiver.Fault;

    /// <summary>The stack reset the connection, the peer gave it up, or both streams have ended.</summary>
    public bool IsOver => _state is State.Forgotten or State.Silent || IsReset || HaveBothEnded;

    public bool IsReset { get; private set; }

    /// <summary>It has fallen silent.</summary>
    public bool IsSilent => _state == State.Silent;

    /// <summary>Nothing that it sent was acknowledged for long.</summary>
    public bool HasGivenUp { get; private set; }

    public Instant NextEvent => _state is State.Forgotten or State.Silent || IsReset
        ? Instant.Never
        : Instant.Earlier(Instant.Earlier(_retransmission.DueAt, _acknowledgeAt), Instant.Earlier(_window.ReadAt, _finAgainAt));

    /// <summary>Opens the connection, from the same ports again where there was one.</summary>
    public void Connect()
    {
        if (_sender.Highest > 0)
        {
            Begin();
        }

        _state = State.SynSent;
        SendSyn(SegmentFlags.Syn);
        _retransmission.Restart(_clock.Now);
    }

    public void Run()
    {
        _station.TakeAll();
        if (_state is State.Forgotten or State.Silent || IsReset)
        {
            return;
        }

        Instant now = _clock.Now;
        if (_window.ReadAt <= now && _window.Read(Received))
        {
            SendAcknowledgment();
        }

        if (_acknowledgeAt <= now)
        {
            SendAcknowledgment();
        }

        if (_finAgainAt <= now)
        {
            RepeatFin();
        }

        if (_retransmission.DueAt <= now)
        {
            Retransmit();
        }

        Transmit();
    }

    private bool HaveBothEnded => _receiver.IsFinReceived && _sender.IsAllAcknowledged;

    public override string ToString() =>
        $"{_state} acknowledged {_sender.Acknowledged} of {_plan.ToSend} received {Received} fin {IsFinReceived} reset {IsReset} gave up {HasGivenUp} next {NextEvent}";

    private void Begin()
    {
        _sender = new PeerSender(_plan, _sender.Initial + (uint)_sender.Highest + (uint)_random.Next(1, 10_000_000), _random);
        _receiver = new PeerReceiver(0, ~_stream);
        _window = new PeerWindow(_plan, _random);
        _retransmission = new PeerRetransmission();
        _options.Forget();
        _acknowledgeAt = Instant.Never;
        _finAgainAt = Instant.Never;
        _finsLeft = MostFins;
        _hasHadIncident = false;
        IsReset = false;
        HasGivenUp = false;
    }
}
