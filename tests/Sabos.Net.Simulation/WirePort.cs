using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>A station's connection to a <see cref="SimulatedWire"/>.</summary>
public sealed class WirePort : ILinkDevice, IFrameOwner
{
    private const int ReceiveQueue = 1024;

    private readonly SimulatedWire _wire;
    private readonly Queue<FrameBuffer> _arrived = new();
    private readonly FrameSlots _received = new();
    private readonly FrameSlots _outgoing = new();
    private HashSet<MacAddress>? _groups;
    private Instant _idleFrom;
    private int _onWire;
    private long _receivedFrames;
    private long _receivedBytes;
    private long _sentFrames;
    private long _sentBytes;

    internal WirePort(SimulatedWire wire, LinkCapabilities capabilities)
    {
        _wire = wire;
        Capabilities = capabilities;
    }

    public LinkCapabilities Capabilities { get; }

    /// <summary>While false nothing arrives and nothing leaves.</summary>
    public bool IsLinkUp { get; set; } = true;

    /// <inheritdoc/>
    public uint AnnouncementRequests { get; set; }

    /// <summary>The groups whose frames arrive; null: all do.</summary>
    public IReadOnlyCollection<MacAddress>? Groups => _groups;

    /// <summary>
    /// UDP over IPv4 arrives as from a host that leaves checksums to its device and shares memory with ours: with a checksum that is not complete, and the
    /// device's word that the datagram is sound.
    /// </summary>
    public bool ReceivesPartialChecksums { get; set; }

    /// <summary>Frames that came when the receive queue was full.</summary>
    public int Overruns { get; private set; }

    /// <summary>Frames sent and dropped because the wire's queue was full.</summary>
    public int QueueDrops { get; private set; }

    /// <summary>Bytes that wait for their turn on the wire.</summary>
    public long Waiting => _idleFrom > _wire.Clock.Now ? (long)((_idleFrom - _wire.Clock.Now).TotalSeconds * _wire.BitsPerSecond / 8) : 0;

    public LinkStatistics Statistics => new()
    {
        ReceivedBytes = _receivedBytes,
        ReceivedFrames = _receivedFrames,
        ReceiveDrops = Overruns,
        SentBytes = _sentBytes,
        SentFrames = _sentFrames,
        SendDrops = QueueDrops,
    };

    /// <summary>How often the owner flushed.</summary>
    public int Flushes { get; private set; }

    public bool TryReceive(out ReceivedFrame frame)
    {
        if (_arrived.Count == 0)
        {
            frame = default;
            return false;
        }

        FrameBuffer arrived = _arrived.Dequeue();
        _receivedFrames++;
        _receivedBytes += arrived.Bytes.Length;
        bool isPartial = ReceivesPartialChecksums && ChecksumCompletion.TrySpoilUdp(arrived.Bytes);
        frame = new ReceivedFrame(this, _received.Lend(arrived), arrived.Bytes, isPartial);
        return true;
    }

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        frame = default;
        if (_onWire >= _wire.TransmitQueue)
        {
            return false;
        }

        FrameBuffer buffer = _wire.Rent(length);
        buffer.Offload = offload;
        frame = new OutgoingFrame(this, _outgoing.Lend(buffer), buffer.Bytes);
        return true;
    }

    public void Flush() => Flushes++;

    public void SetReceiveFilter(ReadOnlySpan<MacAddress> groups, bool isPromiscuous) => _groups = isPromiscuous ? null : [.. groups];

    public void QueueOutgoing(int slot)
    {
        FrameBuffer frame = _outgoing.Take(slot);
        bool isQueueFull = Waiting + frame.Length > _wire.DropQueue;
        QueueDrops += isQueueFull ? 1 : 0;
        if (!IsLinkUp || isQueueFull)
        {
            _wire.Return(frame);
            return;
        }

        _sentFrames++;
        _sentBytes += frame.Length;
        ChecksumCompletion.Complete(frame.Bytes, frame.Offload);
        Instant start = _idleFrom > _wire.Clock.Now ? _idleFrom : _wire.Clock.Now;
        _idleFrom = start + (_wire.BitsPerSecond == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(frame.Length * 8.0 / _wire.BitsPerSecond));
        _onWire++;
        _wire.Send(this, frame, _idleFrom);
    }

    public void CancelOutgoing(int slot) => _wire.Return(_outgoing.Take(slot));

    public void ReleaseReceived(int slot) => _wire.Return(_received.Take(slot));

    /// <summary>Sends a frame as it is: for stations that tests play themselves.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (!TryReserve(bytes.Length, TransmitOffload.None, out OutgoingFrame frame))
        {
            throw new InvalidOperationException("the wire's transmit queue is full");
        }

        bytes.CopyTo(frame.Bytes);
        frame.Dispose();
    }

    /// <summary>Takes the next frame that arrived, or null.</summary>
    public byte[]? Take()
    {
        if (!TryReceive(out ReceivedFrame frame))
        {
            return null;
        }

        using (frame)
        {
            return frame.Bytes.ToArray();
        }
    }

    internal bool LeftWire()
    {
        _onWire--;
        return IsLinkUp;
    }

    internal void Arrive(ReadOnlySpan<byte> bytes)
    {
        if (!IsLinkUp || !IsWanted(MacAddress.Read(bytes)))
        {
            return;
        }

        if (_arrived.Count == ReceiveQueue)
        {
            Overruns++;
            return;
        }

        FrameBuffer frame = _wire.Rent(bytes.Length);
        bytes.CopyTo(frame.Bytes);
        _arrived.Enqueue(frame);
    }

    private bool IsWanted(MacAddress destination) =>
        _groups is null || !destination.IsMulticast || destination == MacAddress.Broadcast || _groups.Contains(destination);
}
