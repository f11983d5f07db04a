using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The sizes of a connection's buffers: they grow with the path unless the program has set them.</summary>
public sealed partial class TcpConnection
{
    private int _sendBufferSize;
    private bool _isSendBufferFixed;
    private bool _isReceiveBufferFixed;
    private ReceiveBufferTuning? _receiveTuning;
    private LinkedListNode<TcpConnection>? _memoryWait;

    /// <summary>
    /// Send buffer in bytes; grows and shrinks the room, never drops data. Until it is set it follows the congestion window, so that there is always
    /// a window's worth to send behind the one in flight.
    /// </summary>
    public int SendBufferSize
    {
        get => _sendBufferSize;
        set
        {
            _sendBufferSize = Math.Max(value, 1);
            _isSendBufferFixed = true;
        }
    }

    /// <summary>
    /// Receive buffer in bytes: the most that the window offers. What was offered is never taken back. Until it is set it follows what the program
    /// takes within a round trip.
    /// </summary>
    public int ReceiveBufferSize
    {
        get => _receiver.Capacity;
        set
        {
            _receiver.Capacity = Math.Clamp(value, 1, _context.Settings.MaximumReceiveBufferSize);
            _isReceiveBufferFixed = true;
            _receiveTuning = null;
        }
    }

    // What the program may have queued: less when all connections together use much.
    private int SendLimit => Math.Min(_sendBufferSize, _context.Memory.Allowance);

    /// <summary>Bytes arrived in order.</summary>
    private void TuneReceiveBuffer(Instant now, in TcpOptions options)
    {
        int limit = _context.MaximumTunedReceiveBuffer;
        if (_isReceiveBufferFixed || _receiver.Capacity >= limit)
        {
            return;
        }

        // Who sends a little now and then needs none.
        if (_receiveTuning is null && _receiver.BytesReceived > 2 * _receiver.MaximumSegmentSize)
        {
            _receiveTuning = new ReceiveBufferTuning(CongestionWindow.InitialWindow(_receiver.MaximumSegmentSize));
            _receiveTuning.Begin(_receiver.Taken, _receiver.Edge, now);
            return;
        }

        if (_receiveTuning is null)
        {
            return;
        }

        uint? echoed = options.Timestamps is TcpTimestamps timestamps && _timestamps is not null
            ? _timestamps.RoundTrip(timestamps, now) ?? uint.MaxValue
            : null;
        TimeSpan? roundTrip = _sender.RoundTrip.HasSample ? _sender.RoundTrip.Smoothed : null;
        if (_receiveTuning.IsRoundOver(_receiver.Next, echoed, roundTrip, now))
        {
            int wanted = Math.Min(_receiveTuning.Measure(_receiver.Taken), limit);
            if (wanted > _receiver.Capacity && !_context.Memory.IsUnderPressure)
            {
                _receiver.Capacity = wanted;
            }

            _receiveTuning.Begin(_receiver.Taken, _receiver.Edge, now);
        }
    }

    /// <summary>Memory is short no more: the window, which had closed, may open again.</summary>
    internal void MemoryIsBack()
    {
        if (_receiver.IsWindowUpdateDue)
        {
            _receiver.IsAcknowledgmentDue = true;
            _context.Pending.Add(this);
        }
    }

    /// <summary>Bytes left the send buffer.</summary>
    private void NoteRoomToSend()
    {
        if (!_isSendBlocked)
        {
            return;
        }

        if (!_isSendBufferFixed && !_context.Memory.IsUnderPressure)
        {
            long wanted = Math.Min(2L * _sender.Congestion.Size, _context.MaximumTunedSendBuffer);
            _sendBufferSize = Math.Max(_sendBufferSize, (int)wanted);
        }

        // Not for every byte: a third of the buffer is worth waking the program for.
        int limit = SendLimit;
        if (_sender.Queued <= limit - (limit / 3))
        {
            _isSendBlocked = false;
            Observer?.OnReady(Readiness.Writable);
        }
    }
}
