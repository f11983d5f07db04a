using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>The window offered.</summary>
internal sealed partial class TcpReceiver
{
    /// <summary>RCV.WND.</summary>
    public int Window
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Max(Edge - Next, 0);
    }

    /// <summary>Memory, not the buffer's size, keeps the window closed or nearly so.</summary>
    public bool IsWindowHeldBack
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pool.IsUnderPressure && Limit < Capacity && Window < 2 * MaximumSegmentSize && !IsFinReceived;
    }

    /// <summary>The peer is told when it may send much more than it knows, or again at all.</summary>
    public bool IsWindowUpdateDue
    {
        get
        {
            if (Window >= 2 * MaximumSegmentSize && IsWidelyOpen(Capacity / 4))
            {
                return false;
            }

            int free = Free;
            return !IsFinReceived && IsWorthTelling(free) && (free - Window >= Limit / 4 || Window < 2 * MaximumSegmentSize);
        }
    }

    /// <summary>The window to put into a SYN, which is not scaled. Before the peer's SYN is known it is counted from 0.</summary>
    public ushort AdvertiseFirst()
    {
        Edge = SequenceNumber.Later(Edge, Next + HandshakeOptions.OfferedWindow(Limit));
        return HandshakeOptions.OfferedWindow(Window);
    }

    /// <summary>
    /// The window to put into a segment, which moves the edge: forward only, and only by what is worth a segment (RFC 9293 3.8.6.2.2). Behind the peer's FIN
    /// nothing comes, and the edge stays: what answers in TIME-WAIT knows no other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort Advertise()
    {
        if (IsWidelyOpen(Math.Min(MaximumSegmentSize, Capacity / 2)))
        {
            return (ushort)Math.Min(Window >> Shift, ushort.MaxValue);
        }

        int free = Free;
        if (IsWorthTelling(free) && !IsFinReceived)
        {
            // Rounded down to what the field can say.
            Edge = SequenceNumber.Later(Edge, Next + (free >> Shift << Shift));
        }

        return (ushort)Math.Min(Window >> Shift, ushort.MaxValue);
    }

    // What could be offered now, as far as the field can say it: a scaled window has no less than one unit. When there are no more chunks to be had, it
    // is what those that the buffer has can hold.
    private int Free
    {
        get
        {
            int free = Math.Max(Limit, 1 << Shift) - _buffer.Available;
            if (_pool.IsExhausted && _buffer.Available > 0)
            {
                free = Math.Min(free, _buffer.Room);
            }

            return Math.Clamp(free, 0, ushort.MaxValue << Shift);
        }
    }

    private int Limit => Math.Min(Capacity, _pool.Allowance);

    /// <summary>
    /// All that could ever be offered is, but for less than a step: at most half of the buffer, so that where memory is short and the limit below the buffer's
    /// size, even less is missing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWidelyOpen(int step)
    {
        int window = Window;
        int unit = 1 << Shift;
        return window >= unit && Capacity - window < Math.Max(step, unit);
    }

    private int WorthwhileStep => Math.Max(Math.Min(MaximumSegmentSize, Limit / 2), 1 << Shift);

    // A window that the field cannot express would stay closed for ever where the whole buffer is worth no step.
    private bool IsWorthTelling(int free) => free - Window >= WorthwhileStep || (Window >> Shift == 0 && _buffer.Available == 0);
}
