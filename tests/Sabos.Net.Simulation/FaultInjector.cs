using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>A link device around another that harms what is sent through it: loss, duplication, corruption, reordering, jitter. Same seed, same harm.</summary>
public sealed class FaultInjector : ILinkDevice, IFrameOwner, ISimulatedPart
{
    private readonly ILinkDevice _inner;
    private readonly ManualClock _clock;
    private readonly Random _random;
    private readonly Stack<FrameBuffer> _pool = new();
    private readonly FrameSlots _outgoing;
    private readonly PriorityQueue<FrameBuffer, (Instant Due, long Number)> _late = new();
    private long _sent;

    public FaultInjector(ILinkDevice inner, ManualClock clock, FaultProfile profile, int seed)
    {
        _inner = inner;
        _clock = clock;
        _random = new Random(seed);
        _outgoing = new FrameSlots(_pool);
        Profile = profile;
    }

    /// <summary>May be changed at any time.</summary>
    public FaultProfile Profile { get; set; }

    public LinkCapabilities Capabilities => _inner.Capabilities;

    public bool IsLinkUp => _inner.IsLinkUp;

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public int Corrupted { get; private set; }

    public Instant NextEvent => _late.TryPeek(out _, out (Instant Due, long Number) next) ? next.Due : Instant.Never;

    public bool TryReceive(out ReceivedFrame frame) => _inner.TryReceive(out frame);

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        // Room is asked of the inner device, so that its back pressure is felt here.
        if (!_inner.TryReserve(length, offload, out frame))
        {
            return false;
        }

        frame.Cancel();
        int slot = _outgoing.Rent(length, out FrameBuffer buffer);
        buffer.Offload = offload;
        frame = new OutgoingFrame(this, slot, buffer.Bytes);
        return true;
    }

    public void Flush() => _inner.Flush();

    public void QueueOutgoing(int slot)
    {
        FrameBuffer frame = _outgoing.Take(slot);
        ChecksumCompletion.Complete(frame.Bytes, frame.Offload);
        FrameFate fate = FrameFate.Draw(_random, Profile, frame.Length);
        Lost += fate.Copies == 0 ? 1 : 0;
        Doubled += fate.Copies == 2 ? 1 : 0;
        Corrupted += fate.CorruptBit >= 0 ? 1 : 0;
        fate.Corrupt(frame.Bytes);
        for (int copy = 1; copy < fate.Copies; copy++)
        {
            Forward(frame);
        }

        if (fate.Copies == 0)
        {
            _pool.Push(frame);
        }
        else if (fate.Delay > TimeSpan.Zero)
        {
            _late.Enqueue(frame, (_clock.Now + fate.Delay, _sent++));
        }
        else
        {
            Forward(frame);
            _pool.Push(frame);
        }
    }

    public void CancelOutgoing(int slot) => _pool.Push(_outgoing.Take(slot));

    public void ReleaseReceived(int slot) => throw new NotSupportedException("received frames are the inner device's");

    /// <summary>Sends what was held back until now.</summary>
    public void Run()
    {
        while (_late.TryPeek(out FrameBuffer? frame, out (Instant Due, long Number) next) && next.Due <= _clock.Now)
        {
            _late.Dequeue();
            Forward(frame);
            _pool.Push(frame);
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
