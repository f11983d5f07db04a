using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// The sending half of a connection: the send sequence space of RFC 9293 3.3.1, what is in flight, and which segment goes next. It
/// sends nothing itself; the connection asks for segments and tells when they went out.
/// </summary>
internal sealed partial class TcpSender
{
    private SendBuffer _buffer;
    private PeerWindow _window;
    private TailLossProbe _probe;
    private SequenceNumber _smallSegmentEnd;
    private Instant _pacingBucket;

    public TcpSender(ChunkPool pool, SequenceNumber initial, ICongestionControl control)
    {
        _buffer = new SendBuffer(pool);
        Initial = initial;
        Unacknowledged = initial;
        Next = initial;
        _smallSegmentEnd = initial;
        EndOfData = initial + 1;
        Congestion = new CongestionWindow(TcpMaximumSegmentSize.Default, initial, control);
        Recovery = new LossRecovery(Sent, Congestion, initial);
    }

    /// <summary>ISS.</summary>
    public SequenceNumber Initial { get; }

    /// <summary>SND.UNA.</summary>
    public SequenceNumber Unacknowledged { get; private set; }

    /// <summary>SND.NXT. It never goes back: what is sent again is known by its marks.</summary>
    public SequenceNumber Next { get; private set; }

    /// <summary>The sequence number behind the last byte that the program sent; the FIN's, when there is one.</summary>
    public SequenceNumber EndOfData { get; private set; }

    public ref PeerWindow Window => ref _window;

    public SentSegments Sent { get; } = new();

    public CongestionWindow Congestion { get; }

    public LossRecovery Recovery { get; }

    public RttEstimator RoundTrip { get; } = new();

    public Pacer Pacer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Congestion, RoundTrip, ref _pacingBucket);
    }

    public ref TailLossProbe Probe => ref _probe;

    /// <summary>Whether a tail loss probe may be worth its timer now (RFC 8985 7.2, and in fast recovery).</summary>
    public bool WantsProbe => Recovery.Rack is not null
        && Recovery.Phase != RecoveryPhase.Timeout
        && (Sent.SackedCount == 0 || Recovery.Phase == RecoveryPhase.FastRecovery)
        && !Recovery.IsHeldBack
        && Sent.LostBytes == 0
        && RoundTrip.HasSample
        && !Probe.IsOut;

    /// <summary>The peer does not acknowledge what it has acknowledged selectively, though it is next: it has dropped it (RFC 2018 8).</summary>
    public bool IsReneged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Sent.SackedCount > 0 && Sent[0].Is(SegmentMarks.Sacked);
    }

    /// <summary>A FIN follows the data.</summary>
    public bool HasFin { get; private set; }

    /// <summary>Nagle's algorithm off.</summary>
    public bool NoDelay { get; set; }

    public bool IsSynAcknowledged => Unacknowledged != Initial;

    public bool IsFinAcknowledged => HasFin && Unacknowledged > EndOfData;

    /// <summary>Bytes that the program sent and the peer has not acknowledged.</summary>
    public int Queued => _buffer.Length;

    /// <summary>Something is to be sent that never was.</summary>
    public bool HasUnsent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Next < EndOfData || (HasFin && Next == EndOfData);
    }

    /// <summary>There is something to choose a segment from: something new, or lost, or a recovery asks whether there is something new.</summary>
    public bool HasToSend
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => HasUnsent || Sent.LostBytes > 0 || Recovery.IsProbingForward;
    }

    /// <summary>New data goes no faster than <see cref="Pacer"/> lets it.</summary>
    public bool IsPacing
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Pacer.Paces(RoundTrip);
    }

    public long Retransmissions { get; private set; }

    /// <summary>Bytes of the largest segment that is known to have arrived: of those that an acknowledgment covered first.</summary>
    public int LargestDelivered { get; private set; }

    public Instant LastSentAt { get; private set; }

    private SequenceNumber BufferStart => EndOfData - _buffer.Length;

    /// <summary>A passive open: our SYN was sent and acknowledged before this object was made.</summary>
    public void AssumeSynAcknowledged()
    {
        Unacknowledged = Initial + 1;
        Next = Unacknowledged;
    }

    /// <summary>The handshake told how large segments may be.</summary>
    public void Begin(int maximumSegmentSize)
    {
        Congestion.MaximumSegmentSize = maximumSegmentSize;
        Congestion.Size = CongestionWindow.InitialWindow(maximumSegmentSize);
    }

    public int Append(ReadOnlySpan<byte> bytes, int limit)
    {
        int accepted = _buffer.Append(bytes, limit);
        EndOfData += accepted;
        return accepted;
    }

    public void AppendFin() => HasFin = true;

    /// <summary>The payload of a segment.</summary>
    public void CopyPayload(SequenceNumber sequence, Span<byte> destination) => _buffer.CopyTo(sequence - BufferStart, destination);

    /// <summary>The payload of a segment, added to its checksum in passing.</summary>
    public void CopyPayload(SequenceNumber sequence, Span<byte> destination, ref InternetChecksum checksum) =>
        _buffer.CopyTo(sequence - BufferStart, destination, ref checksum);

    /// <summary>Chooses the SYN, while it is not sent or was lost.</summary>
    public bool TryNextSyn(out OutgoingSegment segment)
    {
        segment = new OutgoingSegment(Initial, 0, TcpFlags.Syn, Sent.FindLost());
        return Next == Initial || segment.SentIndex >= 0;
    }

    /// <summary>Chooses the next segment: what was lost first, then what is new, within both windows (RFC 9293 3.8.6.2.1).</summary>
    /// <param name="runLimit">Payload bytes of new data that may go as one run of segments; less than two full ones: one segment at a time.</param>
    /// <param name="segment">One segment, or a run of new ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(int runLimit, out OutgoingSegment segment)
    {
        if (Recovery.MaySendNewOnly is bool maySendNew)
        {
            if (maySendNew && TryNextNew(runLimit: 0, out segment))
            {
                return true;
            }

            if (Recovery.NoteNothingNew())
            {
                segment = default;
                return false;
            }
        }

        int lost = Sent.FindLost();
        if (lost >= 0)
        {
            return TryNextLost(lost, isProbe: false, out segment);
        }

        return TryNextNew(runLimit, out segment);
    }

    /// <summary>
    /// Chooses new data though it is hardly worth a segment: the timer that overrides silly window avoidance expired (RFC 9293 3.8.6.2.1). False:
    /// the window is closed.
    /// </summary>
    public bool TryNextForced(out OutgoingSegment segment)
    {
        int length = Math.Min(Math.Min(EndOfData - Next, Congestion.MaximumSegmentSize), Window.Edge - Next);
        segment = new OutgoingSegment(Next, length, Push(TcpFlags.None, Next + length), -1);
        return length > 0;
    }

    /// <summary>
    /// Chooses new data for one segment of this many bytes, more than a full one, to learn whether it arrives. False: something is lost or limits, or
    /// too little follows to notice its loss soon.
    /// </summary>
    public bool TryNextLarger(int length, out OutgoingSegment segment)
    {
        segment = new OutgoingSegment(Next, length, TcpFlags.None, -1);
        return Recovery.Phase == RecoveryPhase.Open
            && Sent.LostBytes == 0
            && EndOfData - Next >= length + (3 * Congestion.MaximumSegmentSize)
            && Window.Edge - Next >= length
            && Recovery.InFlight + length <= Congestion.Size;
    }

    /// <summary>Sending begins after a pause in which nothing was in flight.</summary>
    public void EndIdle(Instant now)
    {
        Congestion.Control.IdleEnded(now);
        if (now - LastSentAt <= RoundTrip.Timeout)
        {
            return;
        }

        if (IsPacing)
        {
            Congestion.KeepAfterIdle(LastSentAt, now);
        }
        else
        {
            Congestion.RestartAfterIdle();
        }
    }

    /// <summary>A segment went out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteSent(in OutgoingSegment segment, Instant now)
    {
        LastSentAt = now;
        if (IsPacing)
        {
            Pacer.TakeSent(segment.Length, now);
        }

        if (segment.SentIndex >= 0)
        {
            Recovery.TakeSentAgain(segment.Length, segment.SentIndex == 0, now);
            Sent.Retransmitted(segment.SentIndex, now);
            Retransmissions++;
            return;
        }

        SegmentMarks marks = (segment.Flags & TcpFlags.Syn) != 0 ? SegmentMarks.Syn : SegmentMarks.None;
        marks |= (segment.Flags & TcpFlags.Fin) != 0 ? SegmentMarks.Fin : SegmentMarks.None;
        int length = segment.Length + (marks == SegmentMarks.None ? 0 : 1);
        Recovery.TakeSentNew(length);
        int noted = segment.SegmentSize == 0 ? 0 : NoteRunSent(segment, now);
        int last = segment.Length - noted;
        Sent.Append(segment.Sequence + noted, length - noted, now, marks);
        Next = segment.Sequence + length;
        if (last > 0 && last < Congestion.MaximumSegmentSize)
        {
            _smallSegmentEnd = Next;
        }
    }

    /// <summary>A burst has ended: tells the congestion window how far it was used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void NoteBurstEnd(Instant now)
    {
        bool limited = HasUnsent && Next < Window.Edge && Recovery.InFlight + Congestion.MaximumSegmentSize > Congestion.Size;
        Congestion.NoteUse(Recovery.InFlight, limited, Unacknowledged, Next, now);
    }

    /// <summary>The retransmission timer expired (RFC 6298 5.4 to 5.6).</summary>
    public void TimedOut()
    {
        RoundTrip.BackOff();
        Probe.Forget();
        if (IsSynAcknowledged)
        {
            Recovery.TakeTimeout(Next);
        }
        else
        {
            Sent.Mark(0, SegmentMarks.Lost);
        }
    }

    /// <summary>What the peer acknowledged selectively counts no more. The path has not shown a delay, and the timeout stays as it is.</summary>
    public void TakeReneging()
    {
        Probe.Forget();
        Recovery.TakeTimeout(Next);
    }

    /// <summary>
    /// Chooses a tail loss probe: new data where there is some, else the last segment again (RFC 8985 7.3); in a recovery the retransmission that the peer has not
    /// answered.
    /// </summary>
    public bool TryNextProbe(out OutgoingSegment segment)
    {
        segment = default;
        if (Sent.Count == 0)
        {
            return false;
        }

        int last = Sent.Count - 1;
        bool isFirstAwaited = Recovery.Phase == RecoveryPhase.FastRecovery && (Sent[0].Is(SegmentMarks.Retransmitted) || Sent[last].Is(SegmentMarks.Sacked));
        return (!isFirstAwaited && HasUnsent && TailLossProbe.PrefersNewData(RoundTrip) && TryNextForced(out segment))
            || TryNextLost(isFirstAwaited ? 0 : last, isProbe: true, out segment);
    }

    /// <summary>The path takes smaller segments than thought: what is in flight and too large is cut and sent again.</summary>
    public void ReduceMaximumSegmentSize(int maximumSegmentSize)
    {
        Congestion.MaximumSegmentSize = maximumSegmentSize;
        for (int i = 0; i < Sent.Count; i++)
        {
            int payload = Sent[i].Length - (Sent[i].Is(SegmentMarks.Fin) ? 1 : 0);
            if (payload > maximumSegmentSize && !Sent[i].Is(SegmentMarks.Sacked))
            {
                Sent.Mark(i, SegmentMarks.Lost);
            }
        }
    }

    /// <summary>Forgets everything unsent and unacknowledged and gives the memory back.</summary>
    public void Clear()
    {
        _buffer.Clear();
        Sent.Clear();
        EndOfData = HasFin ? Next - 1 : Next;
    }

    private bool TryNextLost(int index, bool isProbe, out OutgoingSegment segment)
    {
        segment = default;

        // The first segment goes whatever the windows say; it is what the timer waits for.
        if (index > 0 && !isProbe && (Recovery.InFlight + Sent[index].Length > Congestion.Size || Sent[index].End > Window.Edge))
        {
            return false;
        }

        int control = Sent[index].Is(SegmentMarks.Fin) ? 1 : 0;
        if (Sent[index].Length - control > Congestion.MaximumSegmentSize)
        {
            Sent.Split(index, Congestion.MaximumSegmentSize);
            control = 0;
        }

        SentSegment lost = Sent[index];
        TcpFlags flags = lost.Is(SegmentMarks.Fin) ? TcpFlags.Fin : TcpFlags.None;
        segment = new OutgoingSegment(lost.Start, lost.Length - control, Push(flags, lost.End - control), index);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryNextNew(int runLimit, out OutgoingSegment segment)
    {
        segment = default;
        int unsent = EndOfData - Next;
        int usable = Window.Edge - Next;
        if (!HasUnsent || usable <= 0 || Recovery.IsHeldBack)
        {
            return false;
        }

        int full = Congestion.MaximumSegmentSize;
        int length = Math.Min(Math.Min(unsent, full), usable);
        int inFlight = Recovery.InFlight;
        if (inFlight > 0 && inFlight + length > Congestion.Size)
        {
            return false;
        }

        bool isLast = length == unsent;

        // Sender's silly window avoidance: a full segment, all there is (Nagle permitting), or half the largest window seen.
        bool worthwhile = length == full
            || (isLast && (NoDelay || HasFin || !HasSmallSegmentInFlight()))
            || (length >= Window.Largest / 2 && length > 0 && !isLast);
        if (!worthwhile)
        {
            return false;
        }

        if (runLimit > full && !isLast && length == full)
        {
            length = RunLength(Math.Min(runLimit, Congestion.Size - inFlight), unsent, usable);
        }

        bool fin = HasFin && length == unsent && usable > length;
        segment = new OutgoingSegment(Next, length, Push(fin ? TcpFlags.Fin : TcpFlags.None, Next + length), -1) { SegmentSize = length > full ? full : 0 };
        return true;
    }

    // Nagle's algorithm in Minshall's form: a small segment waits for a small one, not for full ones, in flight.
    private bool HasSmallSegmentInFlight() => _smallSegmentEnd > Unacknowledged;

    private TcpFlags Push(TcpFlags flags, SequenceNumber end) =>
        end == EndOfData && _buffer.Length > 0 ? flags | TcpFlags.Psh : flags;
}
