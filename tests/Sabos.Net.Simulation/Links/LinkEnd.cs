using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>A station's end of an <see cref="ImpairedLink"/>.</summary>
public sealed class LinkEnd : ILinkDevice, IFrameOwner
{
    private readonly ImpairedLink _link;
    private readonly Stack<FrameBuffer> _pool = new();
    private readonly Queue<FrameBuffer> _arrived = new();
    private readonly FrameSlots _received = new();
    private readonly FrameSlots _outgoing = new();
    private readonly SegmentCutter _cutter = new();
    private readonly SegmentMerger _merger = new();
    private bool _isRefusing;
    private long _receivedFrames;
    private long _receivedBytes;

    internal LinkEnd(ImpairedLink link, LinkCapabilities capabilities, FaultyLine outward)
    {
        _link = link;
        Capabilities = capabilities;
        Outward = outward;
    }

    public LinkCapabilities Capabilities { get; }

    public LinkStatistics Statistics => new()
    {
        ReceivedFrames = _receivedFrames,
        ReceivedBytes = _receivedBytes,
        SentFrames = Outward.Counters.Frames,
        SentBytes = Outward.Counters.Bytes,
        SendDrops = Dropped,
    };

    public bool IsLinkUp { get; set; } = true;

    /// <summary>Segments that have arrived and follow one another are taken as one.</summary>
    public bool MergesSegments { get; set; }

    /// <summary>What befalls what is sent from here.</summary>
    public FaultyLine Outward { get; }

    /// <summary>Bytes that wait before the bottleneck beyond which the device has no room; they must fit the line's queue. 0: it always has.</summary>
    public int DeviceBytes { get; set; }

    /// <summary>Frames that were sent while nothing passed, or too large.</summary>
    public int Dropped { get; private set; }

    internal LinkEnd? Opposite { get; set; }

    /// <summary>When there is room for what was refused.</summary>
    internal Instant NextRoom => _isRefusing ? RoomFrom : Instant.Never;

    private Instant RoomFrom => Outward.BottleneckFree - TimeSpan.FromSeconds(DeviceBytes * 8.0 / Outward.Profile.BitsPerSecond);

    public bool TryReceive(out ReceivedFrame frame)
    {
        frame = default;
        if (!_arrived.TryDequeue(out FrameBuffer? arrived))
        {
            return false;
        }

        int size = 0;
        TakeArrived(arrived);
        if (MergesSegments && _arrived.Count > 0)
        {
            arrived = Merge(arrived, ref size);
        }

        frame = new ReceivedFrame(this, _received.Lend(arrived), arrived.Bytes, checksumVerified: size > 0, (ushort)size);
        return true;
    }

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        frame = default;
        _isRefusing = DeviceBytes > 0 && RoomFrom > _link.Clock.Now;
        if (_isRefusing)
        {
            return false;
        }

        FrameBuffer buffer = Rent(length);
        buffer.Offload = offload;
        frame = new OutgoingFrame(this, _outgoing.Lend(buffer), buffer.Bytes);
        return true;
    }

    public void Flush()
    {
    }

    public void QueueOutgoing(int slot)
    {
        FrameBuffer frame = _outgoing.Take(slot);
        if (frame.Offload.SegmentSize != 0)
        {
            _cutter.Cut(frame.Bytes, frame.Offload, Send);
        }
        else
        {
            ChecksumCompletion.Complete(frame.Bytes, frame.Offload);
            Send(frame.Bytes);
        }

        _pool.Push(frame);
    }

    public void CancelOutgoing(int slot) => _pool.Push(_outgoing.Take(slot));

    public void ReleaseReceived(int slot) => _pool.Push(_received.Take(slot));

    /// <summary>Hands over what has come out of the line by now.</summary>
    internal void Deliver()
    {
        _isRefusing = _isRefusing && RoomFrom > _link.Clock.Now;
        while (Outward.TryPeek(_link.Clock.Now, out FrameBuffer frame))
        {
            Outward.Take();
            Opposite?.Arrive(frame.Bytes);
            Outward.Return(frame);
        }
    }

    private FrameBuffer Merge(FrameBuffer first, ref int size)
    {
        int length = first.Length;
        FrameBuffer whole = Rent(EthernetHeader.Size + ushort.MaxValue);
        whole.Resize(length);
        first.Bytes.CopyTo(whole.Bytes);
        _pool.Push(first);
        while (_arrived.TryPeek(out FrameBuffer? next) && _merger.TryAppend(whole, next.Bytes, ref size))
        {
            _arrived.Dequeue();
            TakeArrived(next);
            _pool.Push(next);
        }

        return whole;
    }

    private void TakeArrived(FrameBuffer frame)
    {
        _receivedFrames++;
        _receivedBytes += frame.Length;
        _link.OnReceived(this, frame.Bytes);
    }

    private void Send(ReadOnlySpan<byte> frame)
    {
        _link.OnSent(this, frame);
        if (_link.IsDown || !IsLinkUp)
        {
            Dropped++;
        }
        else if (frame.Length - EthernetHeader.Size > _link.Mtu)
        {
            Dropped++;
            if (_link.ReportsTooBig)
            {
                Opposite?.Pass(TooBigMessage.Compose(frame, _link.Mtu));
            }
        }
        else
        {
            Pass(frame);
        }
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        FrameBuffer frame = Outward.Rent(bytes.Length);
        bytes.CopyTo(frame.Bytes);
        Outward.Send(frame, _link.Clock.Now);
    }

    private void Arrive(ReadOnlySpan<byte> bytes)
    {
        if (IsLinkUp)
        {
            FrameBuffer frame = Rent(bytes.Length);
            bytes.CopyTo(frame.Bytes);
            _arrived.Enqueue(frame);
        }
    }

    private FrameBuffer Rent(int length)
    {
        FrameBuffer frame = _pool.Count > 0 ? _pool.Pop() : new FrameBuffer();
        frame.Resize(length);
        return frame;
    }
}
