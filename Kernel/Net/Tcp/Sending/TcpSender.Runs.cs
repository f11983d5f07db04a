using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Runs: segments that leave the stack as one and are cut by the device (TCP segmentation offload).</summary>
internal sealed partial class TcpSender
{
    /// <summary>Bytes that the program sent and no segment has carried.</summary>
    public int Unsent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => EndOfData - Next;
    }

    /// <summary>
    /// Payload bytes of a run: full segments, and the rest of the data behind them where Nagle's algorithm lets it go. At least one full segment.
    /// </summary>
    /// <param name="limit">The most that device, pacing and congestion window allow.</param>
    /// <param name="unsent">More than a full segment.</param>
    /// <param name="usable">What the peer's window takes: a full segment or more.</param>
    private int RunLength(int limit, int unsent, int usable)
    {
        int full = Congestion.MaximumSegmentSize;
        int most = Math.Min(limit, Math.Min(unsent, usable));
        if (most == unsent && (NoDelay || HasFin || !HasSmallSegmentInFlight()))
        {
            return unsent;
        }

        return Math.Max(most - (most % full), full);
    }

    /// <summary>
    /// Remembers the segments of a run but for the last, each by itself, as each may be lost by itself: nothing that deals with losses ever meets a run.
    /// </summary>
    /// <returns>Bytes remembered.</returns>
    private int NoteRunSent(in OutgoingSegment run, Instant now)
    {
        int noted = 0;
        for (; run.Length - noted > run.SegmentSize; noted += run.SegmentSize)
        {
            Sent.Append(run.Sequence + noted, run.SegmentSize, now, SegmentMarks.None);
        }

        return noted;
    }
}
