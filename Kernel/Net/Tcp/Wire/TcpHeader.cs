using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>The fixed part of a TCP header to be sent, in host order (RFC 9293 3.1). The urgent pointer is always 0.</summary>
internal readonly record struct TcpHeader(
    ushort SourcePort,
    ushort DestinationPort,
    SequenceNumber Sequence,
    SequenceNumber Acknowledgment,
    TcpFlags Flags,
    ushort Window)
{
    /// <summary>Bytes without options.</summary>
    public const int Size = 20;

    /// <summary>Where the checksum stands.</summary>
    public const int ChecksumOffset = 16;

    /// <summary>Writes the 20 bytes, with the checksum field 0.</summary>
    /// <param name="destination">The segment.</param>
    /// <param name="optionsLength">Bytes of options that follow: a multiple of 4, at most 40.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTo(Span<byte> destination, int optionsLength)
    {
        uint offset = (uint)(Size + optionsLength) / 4;
        destination = destination[..Size];
        BinaryPrimitives.WriteUInt32BigEndian(destination, ((uint)SourcePort << 16) | DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Sequence.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Acknowledgment.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], (offset << 28) | ((uint)Flags << 16) | Window);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ChecksumOffset..], 0);
    }
}
