using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>The options of one segment, received or to be sent. Options not understood are not in it (RFC 9293 3.1, MUST-6).</summary>
internal struct TcpOptions
{
    /// <summary>The most bytes of options a header can hold.</summary>
    public const int MaximumLength = 40;

    /// <summary>The timestamps option with the two no-operations that align it (RFC 7323 appendix A).</summary>
    public const int AlignedTimestampsLength = 12;

    /// <summary>Its first four bytes: two no-operations, kind and length.</summary>
    public const uint AlignedTimestampsStart = 0x0101_080A;

    /// <summary>The largest shift count; a larger one received counts as this (RFC 7323 2.3).</summary>
    public const byte MaximumWindowScale = 14;

    private SackBlocks _sackBlocks;

    /// <summary>The largest payload the sender of the option accepts (RFC 9293 3.7.1); SYN segments only.</summary>
    public ushort? MaximumSegmentSize { get; set; }

    /// <summary>The shift of the windows that the sender of the option will announce; SYN segments only.</summary>
    public byte? WindowScale { get; set; }

    /// <summary>SYN segments only (RFC 2018 2).</summary>
    public bool SackPermitted { get; set; }

    public TcpTimestamps? Timestamps { get; set; }

    public int SackCount { get; private set; }

    /// <summary>Bytes on the wire, padded to a multiple of 4.</summary>
    public readonly int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int length = (MaximumSegmentSize.HasValue ? 4 : 0) + (WindowScale.HasValue ? 4 : 0);
            if (Timestamps.HasValue)
            {
                length += AlignedTimestampsLength;
            }
            else if (SackPermitted)
            {
                length += 4;
            }

            return SackCount == 0 ? length : length + 4 + (8 * SackCount);
        }
    }

    /// <summary>As in nearly all segments: the timestamps option and no other.</summary>
    public readonly bool HasOnlyTimestamps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Timestamps.HasValue && SackCount == 0 && !(SackPermitted || WindowScale.HasValue || MaximumSegmentSize.HasValue);
    }

    public readonly SackBlock GetSackBlock(int index) => _sackBlocks[index];

    /// <summary>Adds a block; one too many is ignored.</summary>
    public void AddSackBlock(SackBlock block)
    {
        if (SackCount < SackBlocks.Capacity)
        {
            _sackBlocks[SackCount++] = block;
        }
    }
}

/// <summary>TSval and TSecr of the timestamps option (RFC 7323 3.2).</summary>
internal readonly record struct TcpTimestamps(uint Value, uint EchoReply);
