using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Writes options, each aligned to 4 bytes by no-operations before it (RFC 7323 appendix A).</summary>
internal static class TcpOptionsWriter
{
    private const byte Nop = (byte)TcpOptionKind.NoOperation;

    /// <summary>Writes exactly <see cref="TcpOptions.Length"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(in TcpOptions options, Span<byte> destination)
    {
        if (!options.HasOnlyTimestamps)
        {
            WriteEach(options, destination);
            return;
        }

        TcpTimestamps only = options.Timestamps.GetValueOrDefault();
        destination = destination[..TcpOptions.AlignedTimestampsLength];
        BinaryPrimitives.WriteUInt32BigEndian(destination, TcpOptions.AlignedTimestampsStart);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], only.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], only.EchoReply);
    }

    private static void WriteEach(in TcpOptions options, Span<byte> destination)
    {
        if (options.MaximumSegmentSize is ushort maximumSegmentSize)
        {
            Begin(ref destination, 4, TcpOptionKind.MaximumSegmentSize, 4);
            WriteUInt16(ref destination, maximumSegmentSize);
        }

        if (options.Timestamps is TcpTimestamps timestamps)
        {
            if (options.SackPermitted)
            {
                // It takes the place of the two no-operations.
                destination[0] = (byte)TcpOptionKind.SackPermitted;
                destination[1] = 2;
                destination = destination[2..];
                Begin(ref destination, 10, TcpOptionKind.Timestamps, 10);
            }
            else
            {
                Begin(ref destination, 12, TcpOptionKind.Timestamps, 10);
            }

            WriteUInt32(ref destination, timestamps.Value);
            WriteUInt32(ref destination, timestamps.EchoReply);
        }
        else if (options.SackPermitted)
        {
            Begin(ref destination, 4, TcpOptionKind.SackPermitted, 2);
        }

        if (options.WindowScale is byte shift)
        {
            Begin(ref destination, 4, TcpOptionKind.WindowScale, 3);
            destination[0] = shift;
            destination = destination[1..];
        }

        if (options.SackCount > 0)
        {
            int length = 2 + (8 * options.SackCount);
            Begin(ref destination, length + 2, TcpOptionKind.Sack, length);
            for (int i = 0; i < options.SackCount; i++)
            {
                SackBlock block = options.GetSackBlock(i);
                WriteUInt32(ref destination, block.Start.Value);
                WriteUInt32(ref destination, block.End.Value);
            }
        }
    }

    private static void Begin(ref Span<byte> destination, int room, TcpOptionKind kind, int length)
    {
        destination[..(room - length)].Fill(Nop);
        destination[room - length] = (byte)kind;
        destination[room - length + 1] = (byte)length;
        destination = destination[(room - length + 2)..];
    }

    private static void WriteUInt16(ref Span<byte> destination, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, value);
        destination = destination[2..];
    }

    private static void WriteUInt32(ref Span<byte> destination, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, value);
        destination = destination[4..];
    }
}
