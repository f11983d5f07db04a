using System;
using System.Buffers.Binary;

namespace Sabos.Iperf3.Streams;

/// <summary>What each datagram of a test begins with, in network order: the time it was sent, in seconds and microseconds, and its number from 1.</summary>
/// <param name="Sent">By the sender's clock.</param>
/// <param name="Number">Of 32 bits, or of 64 if the client asks for that.</param>
internal readonly record struct DatagramHeader(TimeSpan Sent, ulong Number)
{
    private const int NumberOffset = 8;

    public static int LengthOf(bool wide) => NumberOffset + (wide ? sizeof(ulong) : sizeof(uint));

    /// <summary>Reads a header; false if the datagram is too short for one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, bool wide, out DatagramHeader header)
    {
        header = default;
        if (datagram.Length < LengthOf(wide))
            return false;
        TimeSpan sent = new((BinaryPrimitives.ReadUInt32BigEndian(datagram) * TimeSpan.TicksPerSecond)
            + (BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) * TimeSpan.TicksPerMicrosecond));
        ReadOnlySpan<byte> number = datagram[NumberOffset..];
        header = new DatagramHeader(sent, wide ? BinaryPrimitives.ReadUInt64BigEndian(number) : BinaryPrimitives.ReadUInt32BigEndian(number));
        return true;
    }

    /// <summary>Writes the header at the datagram's beginning.</summary>
    public void WriteTo(Span<byte> datagram, bool wide)
    {
        BinaryPrimitives.WriteUInt32BigEndian(datagram, (uint)(Sent.Ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], (uint)(Sent.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        if (wide)
            BinaryPrimitives.WriteUInt64BigEndian(datagram[NumberOffset..], Number);
        else
            BinaryPrimitives.WriteUInt32BigEndian(datagram[NumberOffset..], (uint)Number);
    }
}
