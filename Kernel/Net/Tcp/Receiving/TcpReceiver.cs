using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The receiving half of a connection: the receive sequence space of RFC 9293 3.3.1, reassembly, the window offered, and when an
/// acknowledgment is due.
/// </summary>
internal sealed partial class TcpReceiver
{
    private readonly ChunkPool _pool;
    private ReceiveBuffer _buffer;
    private SequenceRanges? _ranges;
    private SequenceNumber? _fin;
    private SackBlock? _duplicate;
    private AcknowledgmentTiming _timing;

    public TcpReceiver(ChunkPool pool)
    {
        _pool = pool;
        _buffer = new ReceiveBuffer(pool);
        _timing.Quicken();
    }

    /// <summary>RCV.NXT.</summary>
    public SequenceNumber Next { get; private set; }

    /// <summary>The first sequence number beyond the window offered; it never goes back.</summary>
    public SequenceNumber Edge { get; private set; }

    /// <summary>RCV.NXT as the peer knows it.</summary>
    public SequenceNumber LastAcknowledgmentSent { get; private set; }

    /// <summary>The most that the window offers, in bytes; less while memory is short.</summary>
    public int Capacity { get; set; }

    /// <summary>The sequence number up to which the program has taken the stream.</summary>
    public SequenceNumber Taken => Next - _buffer.Available;

    /// <summary>The shift of the windows that we announce; 0 without the option.</summary>
    public byte Shift { get; set; }

    /// <summary>A full segment, in bytes of payload, for silly window avoidance.</summary>
    public int MaximumSegmentSize { get; set; } = TcpMaximumSegmentSize.Default;

    /// <summary>Bytes in order that the program has not taken.</summary>
    public int Available => _buffer.Available;

    /// <summary>Received in order since the connection began.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>The peer's FIN was reached.</summary>
    public bool IsFinReceived { get; private set; }

    /// <summary>An acknowledgment is to go out now.</summary>
    public bool IsAcknowledgmentDue { get; set; }

    /// <summary>An acknowledgment is owed, but may wait for company.</summary>
    public bool IsAcknowledgmentOwed => _timing.Owed > 0;

    /// <summary>An acknowledgment should not even wait for the end of the burst that arrives.</summary>
    public bool IsAcknowledgmentOverdue => _timing.IsOverdue;

    /// <summary>When acknowledgments go.</summary>
    public ref AcknowledgmentTiming Timing => ref _timing;

    /// <summary>The program wants no more: bytes are acknowledged and dropped.</summary>
    public bool IsDiscarding { get; private set; }

    /// <summary>Data has arrived ahead of its turn.</summary>
    public bool HasGap => _ranges is { Count: > 0 };

    /// <summary>The peer's SYN arrived, and in our SYN or SYN-ACK this window was offered.</summary>
    public void Begin(SequenceNumber initial, int window)
    {
        Next = initial + 1;
        LastAcknowledgmentSent = Next;
        Edge = Next + window;
    }

    /// <summary>Whether a segment touches the window: the four cases of RFC 9293 3.4, table 6.</summary>
    public bool IsAcceptable(SequenceNumber sequence, int length)
    {
        int window = Window;
        if (length == 0)
        {
            return window == 0 ? sequence == Next : sequence.IsInWindow(Next, window);
        }

        return window > 0 && (sequence.IsInWindow(Next, window) || (sequence + (length - 1)).IsInWindow(Next, window));
    }

    /// <summary>Takes the payload and FIN of an acceptable segment; what lies outside of the window is cut off.</summary>
    /// <param name="sequence">Of the payload's first byte.</param>
    /// <param name="payload">It may be empty.</param>
    /// <param name="fin">The segment carries a FIN.</param>
    /// <param name="size">As <see cref="TcpSegment.Size"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReceiveOutcome Accept(SequenceNumber sequence, ReadOnlySpan<byte> payload, bool fin, int size = 0)
    {
        if (payload.IsEmpty && !fin)
        {
            return ReceiveOutcome.Nothing;
        }

        SequenceNumber end = sequence + payload.Length;
        if (fin && _fin is null && end <= Edge)
        {
            _fin = end;
        }

        if (sequence < Next)
        {
            int old = Math.Min(Next - sequence, payload.Length);
            NoteDuplicate(new SackBlock(sequence, sequence + old));
            payload = payload[old..];
            sequence += old;
        }

        // Nothing follows the FIN, whatever a mistaken peer sends.
        int room = (_fin is SequenceNumber last ? SequenceNumber.Earlier(last, Edge) : Edge) - sequence;
        if (room < payload.Length)
        {
            payload = payload[..Math.Max(room, 0)];
            IsAcknowledgmentDue = true;
        }

        return sequence <= Next ? TakeInOrder(payload, size) : TakeAhead(sequence, payload);
    }

    /// <summary>An acknowledgment of everything in order has gone out.</summary>
    /// <param name="withData">Together with data of ours.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteAcknowledgmentSent(bool withData)
    {
        IsAcknowledgmentDue = false;
        _timing.TakeSent(withData);
        LastAcknowledgmentSent = Next;
        _duplicate = null;
    }

    /// <summary>Adds selective acknowledgments: a duplicate just received first, then the block around it, if it is ahead (RFC 2883 4), then what else is.</summary>
    public void Report(ref TcpOptions options, int limit)
    {
        if (_duplicate is SackBlock duplicate && limit > 0)
        {
            options.AddSackBlock(duplicate);
            _ranges?.Touch(duplicate);
        }

        if (_ranges is { Count: > 0 })
        {
            _ranges.Report(ref options, limit);
        }
    }

    /// <summary>Whether there is something to report.</summary>
    public bool HasReport => HasGap || _duplicate is not null;

    /// <summary>Copies bytes in order to the program.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(Span<byte> destination, bool peek)
    {
        int count = Math.Min(destination.Length, _buffer.Available);
        _buffer.CopyTo(destination[..count]);
        if (!peek && count > 0)
        {
            _buffer.Release(count, !HasGap);
            IsAcknowledgmentDue |= IsWindowUpdateDue;
        }

        return count;
    }

    /// <summary>Drops what is there and whatever comes.</summary>
    public void Discard()
    {
        IsDiscarding = true;
        if (_buffer.Available > 0)
        {
            _buffer.Release(_buffer.Available, !HasGap);
            IsAcknowledgmentDue |= IsWindowUpdateDue;
        }
    }

    /// <summary>Drops everything and gives the memory back; bytes in order are kept for the program if it still wants them.</summary>
    public void Clear(bool keepInOrder)
    {
        _ranges?.Clear();
        _duplicate = null;
        if (!keepInOrder || _buffer.Available == 0)
        {
            _buffer.Clear();
        }
    }

    /// <summary>A segment with data outside of the window arrived: what of it is old is a duplicate to report (RFC 2883 4).</summary>
    public void NoteOutside(SequenceNumber sequence, int length)
    {
        if (sequence + length <= Next)
        {
            NoteDuplicate(new SackBlock(sequence, sequence + length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReceiveOutcome TakeInOrder(ReadOnlySpan<byte> payload, int size)
    {
        bool filledGap = HasGap;
        int before = _buffer.Available;
        SequenceNumber nextBefore = Next;
        if (!payload.IsEmpty)
        {
            int stored = _buffer.Store(0, payload);
            if (stored < payload.Length && HasGap)
            {
                // Memory is short: what is ahead makes way for what is due (RFC 2018 8 lets a receiver do so).
                Clear(keepInOrder: true);
                stored = _buffer.Store(0, payload);
            }

            SequenceNumber reached = _ranges?.Advance(Next + stored) ?? (Next + stored);
            _buffer.Commit(reached - Next);
            BytesReceived += reached - Next;
            Next = reached;
            IsAcknowledgmentDue |= _timing.TakeData(payload.Length, size);
            if (stored < payload.Length)
            {
                IsAcknowledgmentDue = true;
                return Finish(before, nextBefore, ReceiveOutcome.OutOfMemory);
            }
        }

        if (_fin == Next && !IsFinReceived)
        {
            IsFinReceived = true;
            Next += 1;
            IsAcknowledgmentDue = true;
            return Finish(before, nextBefore, ReceiveOutcome.FinReached);
        }

        // RFC 5681 4.2: at once when a gap was filled or nothing was new.
        IsAcknowledgmentDue |= filledGap || Next == nextBefore;
        return Finish(before, nextBefore, ReceiveOutcome.Nothing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReceiveOutcome Finish(int availableBefore, SequenceNumber nextBefore, ReceiveOutcome outcome)
    {
        if (Next != nextBefore)
        {
            outcome |= ReceiveOutcome.Advanced;
        }

        if (_buffer.Available > availableBefore)
        {
            if (IsDiscarding)
            {
                _buffer.Release(_buffer.Available, !HasGap);
            }
            else if (availableBefore == 0)
            {
                outcome |= ReceiveOutcome.BecameReadable;
            }
        }

        return outcome;
    }

    private ReceiveOutcome TakeAhead(SequenceNumber sequence, ReadOnlySpan<byte> payload)
    {
        // RFC 5681 4.2: a duplicate acknowledgment at once; and the peer begins anew with a small window.
        IsAcknowledgmentDue = true;
        _timing.TakeLoss();
        if (payload.IsEmpty)
        {
            return ReceiveOutcome.OutOfOrder;
        }

        var range = new SackBlock(sequence, sequence + payload.Length);
        _ranges ??= new SequenceRanges();
        if (_ranges.Contains(range))
        {
            NoteDuplicate(range);
            return ReceiveOutcome.OutOfOrder;
        }

        if (!_ranges.HasRoom)
        {
            return ReceiveOutcome.OutOfOrder | ReceiveOutcome.OutOfMemory;
        }

        int stored = _buffer.Store(sequence - Next, payload);
        if (stored > 0)
        {
            _ranges.TryAdd(range with { End = sequence + stored });
        }

        return stored < payload.Length ? ReceiveOutcome.OutOfOrder | ReceiveOutcome.OutOfMemory : ReceiveOutcome.OutOfOrder;
    }

    private void NoteDuplicate(SackBlock block)
    {
        if (block.Start != block.End)
        {
            _duplicate = block;
            IsAcknowledgmentDue = true;
        }
    }
}
