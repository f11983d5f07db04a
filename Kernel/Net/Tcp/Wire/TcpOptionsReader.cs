using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Reads the options of a received segment.</summary>
internal static class TcpOptionsReader
{
    /// <summary>
    /// Reads what is understood. An option whose length cannot be right ends the reading, with the options before it kept
    /// (RFC 9293 3.1, MUST-7); one of the wrong length for its kind is skipped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(ReadOnlySpan<byte> bytes, out TcpOptions options)
    {
        options = default;
        if (bytes.Length == TcpOptions.AlignedTimestampsLength && BinaryPrimitives.ReadUInt32BigEndian(bytes) == TcpOptions.AlignedTimestampsStart)
        {
            options.Timestamps = ReadTimestamps(bytes[4..]);
        }
        else
        {
            ReadEach(bytes, ref options);
        }
    }

    /// <summary>The same, for what is rarely asked.</summary>
    public static TcpOptions Read(ReadOnlySpan<byte> bytes)
    {
        Read(bytes, out TcpOptions options);
        return options;
    }

    private static void ReadEach(ReadOnlySpan<byte> bytes, ref TcpOptions options)
    {
        while (!bytes.IsEmpty)
        {
            var kind = (TcpOptionKind)bytes[0];
            if (kind == TcpOptionKind.EndOfOptions)
            {
                break;
            }

            if (kind == TcpOptionKind.NoOperation)
            {
                bytes = bytes[1..];
                continue;
            }

            if (bytes.Length < 2 || bytes[1] < 2 || bytes[1] > bytes.Length)
            {
                break;
            }

            ReadValue(kind, bytes[2..bytes[1]], ref options);
            bytes = bytes[bytes[1]..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TcpTimestamps ReadTimestamps(ReadOnlySpan<byte> value) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(value), BinaryPrimitives.ReadUInt32BigEndian(value[4..]));

    private static void ReadValue(TcpOptionKind kind, ReadOnlySpan<byte> value, ref TcpOptions options)
    {
        switch (kind)
        {
            case TcpOptionKind.MaximumSegmentSize when value.Length == 2:
                options.MaximumSegmentSize = BinaryPrimitives.ReadUInt16BigEndian(value);
                break;
            case TcpOptionKind.WindowScale when value.Length == 1:
                options.WindowScale = Math.Min(value[0], TcpOptions.MaximumWindowScale);
                break;
            case TcpOptionKind.SackPermitted when value.IsEmpty:
                options.SackPermitted = true;
                break;
            case TcpOptionKind.Timestamps when value.Length == 8:
                options.Timestamps = ReadTimestamps(value);
                break;
            case TcpOptionKind.Sack when value.Length % 8 == 0:
                for (; !value.IsEmpty; value = value[8..])
                {
                    options.AddSackBlock(new SackBlock(
                        new SequenceNumber(BinaryPrimitives.ReadUInt32BigEndian(value)),
                        new SequenceNumber(BinaryPrimitives.ReadUInt32BigEndian(value[4..]))));
                }

                break;
        }
    }
}
