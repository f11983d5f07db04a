using System;
using System.Buffers.Binary;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// struct tcp_info of linux/tcp.h, as far as tcpi_bytes_received: times in microseconds but for the four "last" ones, which are in milliseconds; what is
/// counted in segments there and in bytes here is converted.
/// </summary>
internal static class LinuxTcpInformation
{
    /// <summary>Bytes written.</summary>
    public const int Size = 136;

    private const int Open = 0; // enum tcp_ca_state
    private const int Recovery = 3;
    private const int Loss = 4;
    private const int DelayedAcknowledgment = 40_000;
    private const int InfiniteThreshold = 0x7FFF_FFFF;
    private const long Unlimited = -1;

    public static void Write(in TcpConnectionInfo info, Span<byte> bytes)
    {
        bytes.Clear();
        int segment = Math.Max(info.MaxSegmentSize, 1);
        bytes[0] = (byte)LinuxTcpState.Of(info.State);
        bytes[1] = (byte)(info.Timeouts > 0 ? Loss : info.IsRecovering ? Recovery : Open);
        bytes[2] = Clamp(info.Timer == TcpTimerKind.WindowProbe ? 0 : info.Timeouts);
        bytes[3] = Clamp(info.Timer == TcpTimerKind.WindowProbe ? info.Timeouts : info.KeepAliveProbes);
        bytes[4] = Clamp(info.Timeouts);
        bytes[5] = (byte)((info.UsesTimestamps ? 1 : 0)
            | (info.UsesSelectiveAcknowledgments ? 2 : 0)
            | (info.SendWindowScale.HasValue ? 4 : 0)
            | (info.UsesCongestionNotification ? 8 : 0));
        bytes[6] = (byte)((info.SendWindowScale ?? 0) | (info.ReceiveWindowScale << 4));
        Put(bytes, 8, Microseconds(info.RetransmissionTimeout));
        Put(bytes, 12, DelayedAcknowledgment);
        Put(bytes, 16, info.MaxSegmentSize);
        Put(bytes, 20, info.ReceiveMaxSegmentSize);

        // A listener's queue and its limit are where a connection has what is unacknowledged and what is selectively acknowledged.
        bool isListener = info.State == TcpState.Listen;
        Put(bytes, 24, isListener ? info.ReceiveQueue : info.UnacknowledgedSegments);
        Put(bytes, 28, isListener ? info.ReceiveBuffer : info.SackedSegments);
        Put(bytes, 32, (info.LostBytes + segment - 1) / segment);
        Put(bytes, 44, Milliseconds(info.SentAgo));
        Put(bytes, 52, Milliseconds(info.HeardAgo));
        Put(bytes, 56, Milliseconds(info.HeardAgo));
        Put(bytes, 60, info.PathMtu);
        Put(bytes, 64, info.ReceiveWindow);
        Put(bytes, 68, Microseconds(info.SmoothedRoundTripTime));
        Put(bytes, 72, Microseconds(info.RoundTripTimeVariation));
        Put(bytes, 76, info.SlowStartThreshold == int.MaxValue ? InfiniteThreshold : info.SlowStartThreshold / segment);
        Put(bytes, 80, info.CongestionWindow / segment);
        Put(bytes, 84, info.ReceiveMaxSegmentSize);
        Put(bytes, 88, 3);
        Put(bytes, 96, info.ReceiveBuffer);
        Put(bytes, 100, (int)Math.Min(info.Retransmissions, int.MaxValue));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[104..], info.PacingRate ?? Unlimited);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[112..], Unlimited);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[120..], info.BytesAcknowledged);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[128..], info.BytesReceived);
    }

    private static void Put(Span<byte> bytes, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes[offset..], value);

    private static byte Clamp(int value) => (byte)Math.Min(value, byte.MaxValue);

    private static int Microseconds(TimeSpan time) => (int)Math.Min(time.Ticks / TimeSpan.TicksPerMicrosecond, int.MaxValue);

    private static int Milliseconds(TimeSpan time) => (int)Math.Min(time.Ticks / TimeSpan.TicksPerMillisecond, int.MaxValue);
}
