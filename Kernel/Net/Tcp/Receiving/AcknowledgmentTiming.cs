using System;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>
/// When data that arrived in order is acknowledged: at once where the peer may be waiting for it, else with company (RFC 9293 3.8.6.3,
/// RFC 5681 4.2). The delay itself is a timer of the connection's.
/// </summary>
internal struct AcknowledgmentTiming
{
    /// <summary>Full segments acknowledged one by one while the peer's congestion window is small: an initial window and half of one.</summary>
    public const int QuickSegments = 16;

    /// <summary>Bytes acknowledged at once, in the middle of a burst too: what keeps the peer's acknowledgment clock running.</summary>
    public const int BurstLimit = 65_536;

    /// <summary>
    /// Full segments after a loss that do not wait for a second one, and of which every second one is acknowledged in the middle of a burst too: where one
    /// acknowledgment for a whole window is lost, the peer stands still until its timer expires (RFC 2525 2.13), and with few in flight it should not wait for any.
    /// </summary>
    public const int SegmentsAfterLoss = 256;

    // A segment that is smaller is not taken for a full one: RFC 9293 3.7.1's default.
    private const int LeastFullSegment = 536;

    private int _largest;
    private int _quick;
    private int _afterLoss;
    private bool _isQuickForAll;
    private bool _wasSmall;
    private bool _hasNews;
    private bool _askedAgain;
    private bool _peerWaited;

    /// <summary>Bytes in order that were not acknowledged.</summary>
    public int Owed { get; private set; }

    /// <summary>The program answers within the delay, and its answers carry the acknowledgments.</summary>
    public bool IsInteractive { get; private set; }

    /// <summary>What is owed should not even wait for the end of the burst that arrives.</summary>
    public readonly bool IsOverdue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Owed >= BurstLimit || (_afterLoss > 0 && Owed >= 2 * Math.Max(_largest, 1));
    }

    /// <summary>A stream of full segments that the program only reads: an acknowledgment waits for the second segment, not for an answer.</summary>
    public readonly bool AwaitsSecondSegment => !_wasSmall && !IsInteractive;

    /// <summary>The connection begins, or the peer begins anew after a pause: for a while nothing is delayed.</summary>
    public void Quicken() => _quick = QuickSegments;

    /// <summary>Something is missing: the peer goes on with a smaller window, and acknowledgments may be lost as well.</summary>
    public void TakeLoss() => _afterLoss = SegmentsAfterLoss;

    /// <summary>TCP_QUICKACK: on, small segments are not delayed either, until that many have come; off, answers are waited for.</summary>
    public void Choose(bool quick)
    {
        IsInteractive = !quick;
        _isQuickForAll = quick;
        _quick = quick ? QuickSegments : 0;
    }

    /// <summary>New data arrived in order. True: an acknowledgment is due.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="size">As <see cref="TcpSegment.Size"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeData(int length, int size = 0)
    {
        if (size > 0 && size < length)
        {
            length -= TakeAllButLast(length, size);
        }

        _largest = Math.Max(_largest, length);
        _wasSmall = length < Math.Max(_largest, LeastFullSegment);
        _hasNews = true;
        _peerWaited |= _askedAgain;
        Owed += length;
        _afterLoss -= _afterLoss > 0 ? 1 : 0;
        bool isQuick = _quick > 0 && (_isQuickForAll || !_wasSmall);
        if (isQuick)
        {
            _quick--;
            _isQuickForAll &= _quick > 0;
        }

        isQuick |= _afterLoss > 0 && !_wasSmall;

        // RFC 5681 4.2: at least every second full segment; and once there is more than one, as with the end of what the peer had to send, because a peer
        // with two segments in flight does not expect any delay (RFC 8985 7.2).
        return isQuick || Owed >= 2 * _largest || Owed > Math.Max(_largest, LeastFullSegment);
    }

    /// <summary>
    /// The program has read everything and asks for more instead of answering: the peer's Nagle algorithm may keep the rest back until this is
    /// acknowledged. True: an acknowledgment is due.
    /// </summary>
    public bool TakeProgramWaits()
    {
        if (Owed == 0 || IsInteractive || !_wasSmall)
        {
            return false;
        }

        _askedAgain = true;
        return true;
    }

    /// <summary>An acknowledgment went out.</summary>
    public void TakeSent(bool withData)
    {
        Owed = 0;
        if (withData && _hasNews)
        {
            // More came once the first part was acknowledged early: so it should be next time.
            IsInteractive = !_peerWaited;
            _hasNews = false;
            _askedAgain = false;
            _peerWaited = false;
        }
    }

    /// <summary>No answer came within the delay.</summary>
    public void TakeDelayExpired() => IsInteractive = false;

    private int TakeAllButLast(int length, int size)
    {
        int count = (length - 1) / size;
        _largest = Math.Max(_largest, size);
        _quick = Math.Max(_quick - count, 0);
        _afterLoss = Math.Max(_afterLoss - count, 0);
        Owed += count * size;
        return count * size;
    }
}
