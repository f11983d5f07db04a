using System;
using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>
/// The buffers that one frame fills (VIRTIO_NET_F_MRG_RXBUF; virtio 1.2, 5.1.6.4). Buffers are offered in the order in which they lie in memory, and given back so:
/// but for the ring's end the frame lies in one piece without being moved.
/// </summary>
internal sealed class MergedFrame(FrameSlots slots)
{
    // The largest IP packet behind an Ethernet header with a VLAN tag; no larger one can be meant.
    private const int LargestFrame = 14 + 4 + ushort.MaxValue;

    private readonly UsedBuffer[] _buffers = new UsedBuffer[slots.Count];
    private readonly byte[] _copy = new byte[LargestFrame];
    private int _count;
    private int _length;

    /// <summary>Every buffer but the last is full, and the next one in memory follows.</summary>
    public bool IsInOnePiece { get; private set; }

    /// <summary>It is no longer than a frame can be.</summary>
    public bool IsUsable => _length - FrameHeader.Length <= LargestFrame;

    /// <summary>A buffer of the frame.</summary>
    public UsedBuffer this[int index] => _buffers[index];

    /// <summary>The name of the copy among the slots: one more than there are.</summary>
    public static int SlotOf(FrameSlots slots) => slots.Count;

    /// <summary>The first buffer, with the header.</summary>
    public void Begin(UsedBuffer first)
    {
        _buffers[0] = first;
        _count = 1;
        _length = first.Length;
        IsInOnePiece = true;
    }

    /// <summary>One more buffer. There are never more than slots, as a queue takes back none twice.</summary>
    public void Add(UsedBuffer next)
    {
        UsedBuffer last = _buffers[_count - 1];
        IsInOnePiece &= last.Length == slots.SlotLength && next.Token == last.Token + 1;
        _buffers[_count++] = next;
        _length += next.Length;
    }

    /// <summary>The frame where it lies.</summary>
    public ReadOnlySpan<byte> Whole() => slots.Bytes(_buffers[0].Token, _length)[FrameHeader.Length..];

    /// <summary>The frame put together; the buffers are not needed any more.</summary>
    public ReadOnlySpan<byte> Copy()
    {
        int copied = 0;
        for (int i = 0; i < _count; i++)
        {
            ReadOnlySpan<byte> bytes = slots.Bytes(_buffers[i].Token, _buffers[i].Length)[(i == 0 ? FrameHeader.Length : 0)..];
            bytes.CopyTo(_copy.AsSpan(copied));
            copied += bytes.Length;
        }

        return _copy.AsSpan(0, copied);
    }
}
