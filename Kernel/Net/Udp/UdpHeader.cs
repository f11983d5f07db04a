using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A UDP header (RFC 768), in host order.</summary>
/// <param name="SourcePort">0: none.</param>
/// <param name="DestinationPort">Where to.</param>
/// <param name="Length">Bytes of header and data.</param>
/// <param name="Checksum">0: none; what the header's writer is given goes out as it is.</param>
public readonly record struct UdpHeader(ushort SourcePort, ushort DestinationPort, ushort Length, ushort Checksum = 0)
{
    /// <summary>8 bytes.</summary>
    public const int Size = 8;

    internal const int ChecksumOffset = 6;

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], DestinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Length);
        BinaryPrimitives.WriteUInt16BigEndian(destination[ChecksumOffset..], Checksum);
    }

    /// <summary>Computes and writes the checksum of a datagram whose header stands there with checksum 0. A sum of 0 is sent as 0xFFFF (RFC 768).</summary>
    /// <param name="datagram">Header and data.</param>
    /// <param name="source">For the pseudo header.</param>
    /// <param name="destination">For the pseudo header.</param>
    /// <param name="isCompletedByDevice">Only the pseudo header's sum is written: the device adds the rest.</param>
    internal static void WriteChecksum(Span<byte> datagram, IpAddress source, IpAddress destination, bool isCompletedByDevice = false)
    {
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(source, destination, IpProtocol.Udp, datagram.Length);
        ushort value = checksum.Sum;
        if (!isCompletedByDevice)
        {
            checksum.Add(datagram);
            value = checksum.Value == 0 ? (ushort)0xFFFF : checksum.Value;
        }

        BinaryPrimitives.WriteUInt16BigEndian(datagram[ChecksumOffset..], value);
    }
}
