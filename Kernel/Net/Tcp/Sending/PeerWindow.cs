using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>The window that the peer offers (SND.WND, SND.WL1, SND.WL2 of RFC 9293 3.3.1).</summary>
internal struct PeerWindow
{
    private SequenceNumber _lastSequence;
    private SequenceNumber _lastAcknowledgment;

    /// <summary>The shift that the peer announced (RFC 7323 2.2); 0 without the option.</summary>
    public byte Shift { readonly get; set; }

    /// <summary>Bytes beyond what the segment that brought it acknowledged.</summary>
    public int Size { readonly get; private set; }

    /// <summary>The first sequence number that the peer does not yet take.</summary>
    public readonly SequenceNumber Edge => _lastAcknowledgment + Size;

    /// <summary>The largest seen.</summary>
    public int Largest { readonly get; private set; }

    /// <summary>Whether a segment that is no SYN announces the size known.</summary>
    public readonly bool IsSame(ushort window) => window << Shift == Size;

    /// <summary>Takes the window of a SYN, which is never scaled (RFC 7323 2.2).</summary>
    public void Begin(SequenceNumber sequence, SequenceNumber acknowledgment, ushort window) => Set(sequence, acknowledgment, window);

    /// <summary>Takes a segment's window unless an older segment brings it (RFC 9293 3.10.7.4). A SYN's is not scaled. True: it changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(SequenceNumber sequence, SequenceNumber acknowledgment, ushort window, bool isSyn)
    {
        if (_lastSequence > sequence || (_lastSequence == sequence && _lastAcknowledgment > acknowledgment))
        {
            return false;
        }

        int before = Size;
        Set(sequence, acknowledgment, isSyn ? window : window << Shift);
        return Size != before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(SequenceNumber sequence, SequenceNumber acknowledgment, int size)
    {
        _lastSequence = sequence;
        _lastAcknowledgment = acknowledgment;
        Size = size;
        Largest = size > Largest ? size : Largest;
    }
}
