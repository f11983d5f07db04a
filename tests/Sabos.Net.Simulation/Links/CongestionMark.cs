using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>What a router does instead of dropping a packet whose transport understands it (RFC 3168 5).</summary>
internal static class CongestionMark
{
    private const int TrafficClass = EthernetHeader.Size + 1;
    private const int HeaderChecksum = EthernetHeader.Size + 10;

    /// <summary>Sets CE in a frame that holds an ECN-capable packet of either version.</summary>
    public static void Set(Span<byte> frame)
    {
        if (frame.Length >= EthernetHeader.Size + 40 && frame[12] == 0x86 && frame[13] == 0xDD)
        {
            frame[TrafficClass] |= (byte)((frame[TrafficClass] & 0x30) == 0 ? 0 : 0x30);
            return;
        }

        bool isIpv4 = frame.Length >= EthernetHeader.Size + 20 && frame[EthernetHeader.Size] == 0x45 && frame[12] == 0x08 && frame[13] == 0x00;
        if (!isIpv4 || (frame[TrafficClass] & 3) == 0)
        {
            return;
        }

        frame[TrafficClass] |= 3;
        frame[HeaderChecksum..(HeaderChecksum + 2)].Clear();
        ushort checksum = InternetChecksum.Compute(frame.Slice(EthernetHeader.Size, 20));
        BinaryPrimitives.WriteUInt16BigEndian(frame[HeaderChecksum..], checksum);
    }
}
