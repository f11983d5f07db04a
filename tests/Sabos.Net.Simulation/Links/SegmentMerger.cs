using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>
/// What a device that puts TCP segments together does (virtio 1.2, 5.1.6.4; on the host's side generic receive offload): sound ones that follow one another and
/// differ in nothing but what must differ become one, whose checksum nobody updates.
/// </summary>
internal sealed class SegmentMerger
{
    private const int LargestPacket = 65_535;
    private const SegmentFlags Plain = SegmentFlags.Ack | SegmentFlags.Psh;

    private readonly byte[] _first = new byte[128];
    private readonly byte[] _next = new byte[128];

    /// <summary>
    /// Appends a frame's payload to a frame before it. False: they do not belong together.
    /// </summary>
    /// <param name="whole">A frame; its buffer has room for the largest.</param>
    /// <param name="next">The frame that came after it.</param>
    /// <param name="size">Payload bytes of each segment in the first frame, 0 while it is one; updated.</param>
    public bool TryAppend(FrameBuffer whole, ReadOnlySpan<byte> next, ref int size)
    {
        if (!TryReadData(next, out TcpFrame following) || !TcpFrame.TryParse(whole.Bytes, out TcpFrame leading) || (size == 0 && !TryReadData(whole.Bytes, out leading)))
        {
            return false;
        }

        // Who pushes ends a merger, and so does a segment smaller than the others.
        int sizeBefore = size == 0 ? leading.Payload.Length : size;
        bool isEnded = leading.Has(SegmentFlags.Psh) || leading.Payload.Length % sizeBefore != 0;
        int headers = next.Length - following.Payload.Length;
        if (isEnded || following.Payload.Length > sizeBefore || following.Sequence != leading.Sequence + (uint)leading.Payload.Length
            || leading.PacketLength + following.Payload.Length > LargestPacket
            || headers != whole.Length - leading.Payload.Length
            || !Template(whole.Bytes[..headers], _first).SequenceEqual(Template(next[..headers], _next)))
        {
            return false;
        }

        bool pushes = following.Has(SegmentFlags.Psh);
        int length = whole.Length;
        whole.Resize(length + following.Payload.Length);
        following.Payload.CopyTo(whole.Bytes[length..]);
        WriteLength(whole.Bytes, pushes);
        size = sizeBefore;
        return true;
    }

    private static bool TryReadData(ReadOnlySpan<byte> frame, out TcpFrame segment) =>
        TcpFrame.TryParse(frame, out segment)
        && (segment.Flags | SegmentFlags.Psh) == Plain
        && !segment.Payload.IsEmpty
        && frame.Length == EthernetHeader.Size + segment.PacketLength
        && FrameAudit.FindFault(frame) is null;

    // The headers without lengths, identification, sequence number, PSH and checksums.
    private static Span<byte> Template(ReadOnlySpan<byte> headers, byte[] storage)
    {
        Span<byte> template = storage.AsSpan(0, headers.Length);
        headers.CopyTo(template);
        Span<byte> ip = template[EthernetHeader.Size..];
        bool isIpv6 = ip[0] >> 4 == 6;
        ip.Slice(isIpv6 ? 4 : 2, isIpv6 ? 2 : 4).Clear();
        if (!isIpv6)
        {
            ip.Slice(10, 2).Clear();
        }

        Span<byte> tcp = ip[(isIpv6 ? 40 : 20)..];
        tcp.Slice(4, 4).Clear();
        tcp[13] &= unchecked((byte)~SegmentFlags.Psh);
        tcp.Slice(16, 2).Clear();
        return template;
    }

    private static void WriteLength(Span<byte> frame, bool pushes)
    {
        Span<byte> ip = frame[EthernetHeader.Size..];
        bool isIpv6 = ip[0] >> 4 == 6;
        int header = isIpv6 ? 40 : 20;
        BinaryPrimitives.WriteUInt16BigEndian(ip[(isIpv6 ? 4 : 2)..], (ushort)(isIpv6 ? ip.Length - header : ip.Length));
        ip[header + 13] |= pushes ? (byte)SegmentFlags.Psh : (byte)0;
        if (!isIpv6)
        {
            ip.Slice(10, 2).Clear();
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], InternetChecksum.Compute(ip[..header]));
        }
    }
}
