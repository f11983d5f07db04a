using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>What a device with checksum offload does to a frame that asks for it (virtio 1.2 5.1.6.2.1).</summary>
internal static class ChecksumCompletion
{
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
