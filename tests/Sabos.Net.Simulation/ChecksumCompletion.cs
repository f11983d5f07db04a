using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>What a device with checksum offload does to a frame that asks for it (virtio 1.2 5.1.6.2.1).</summary>
internal static class ChecksumCompletion
{
    /// <summary>Makes the checksum of UDP over IPv4 without options wrong. False: it is something else.</summary>
    public static bool TrySpoilUdp(Span<byte> frame)
    {
        const int ProtocolOffset = EthernetHeader.Size + 9;
        const int ChecksumOffset = EthernetHeader.Size + 20 + 6;
        if (frame.Length < ChecksumOffset + 2 || frame[EthernetHeader.Size] != 0x45 || frame[ProtocolOffset] != (byte)IpProtocol.Udp)
        {
            return false;
        }

        frame[ChecksumOffset] ^= 0xFF;
        return true;
    }

    public static void Complete(Span<byte> frame, TransmitOffload offload)
    {
        if (offload.ChecksumStart == 0)
        {
            return;
        }

        Span<byte> covered = frame[offload.ChecksumStart..];
        ushort checksum = InternetChecksum.Compute(covered);
        BinaryPrimitives.WriteUInt16BigEndian(covered[offload.ChecksumOffset..], checksum == 0 ? (ushort)0xFFFF : checksum);
    }
}
