using System;
using System.Buffers.Binary;

namespace Sabos.Hal.E1000;

/// <summary>What the headers of a frame must hold for the controller to cut it into segments (3.5.5.1).</summary>
internal static class SegmentPrototype
{
    private const int Ipv4Header = 14;
    private const int TotalLengthOffset = Ipv4Header + 2;
    private const int HeaderChecksumOffset = Ipv4Header + 10;

    /// <summary>Clears what each segment gets for itself; the pseudo header's sum stays, but for the length.</summary>
    /// <param name="frame">TCP over IPv4, headers complete but for the checksum of TCP.</param>
    /// <param name="start">Where TCP's header starts.</param>
    /// <param name="offset">Where its checksum stands, counted from there.</param>
    public static void Prepare(Span<byte> frame, int start, int offset)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame[TotalLengthOffset..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame[HeaderChecksumOffset..], 0);

        // RFC 1071: in ones' complement, to subtract is to add the complement.
        Span<byte> field = frame[(start + offset)..];
        uint sum = BinaryPrimitives.ReadUInt16BigEndian(field) + (uint)(ushort)~(frame.Length - start);
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)(sum + (sum >> 16)));
    }
}
