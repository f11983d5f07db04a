using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>The options of a segment, read strictly: whatever a good sender would not write is a fault.</summary>
public ref struct SegmentOptions
{
    private ReadOnlySpan<byte> _blocks;

    public int? MaximumSegmentSize { get; private set; }

    public int? WindowScale { get; private set; }

    public bool SackPermitted { get; private set; }

    /// <summary>TSval and TSecr.</summary>
    public (uint Value, uint Echo)? Timestamps { get; private set; }

    public readonly int BlockCount => _blocks.Length / 8;

    /// <summary>Edges of a selective acknowledgment.</summary>
    public readonly (uint Start, uint End) Block(int index) =>
        (BinaryPrimitives.ReadUInt32BigEndian(_blocks[(8 * index)..]), BinaryPrimitives.ReadUInt32BigEndian(_blocks[((8 * index) + 4)..]));

    /// <summary>Reads options.</summary>
    /// <param name="bytes">All of them.</param>
    /// <param name="options">Those understood before the first fault.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> bytes, out SegmentOptions options)
    {
        options = default;
        while (!bytes.IsEmpty)
        {
            if (bytes[0] == 0)
            {
                return bytes.ContainsAnyExcept((byte)0) ? "something follows the end of options" : null;
            }

            int length = bytes[0] == 1 ? 1 : bytes.Length > 1 ? bytes[1] : 0;
            if (length == 0 || (length == 1 && bytes[0] != 1) || length > bytes.Length)
            {
                return "an option is cut off";
            }

            if (bytes[0] != 1 && !options.TryTake(bytes[0], bytes[2..length]))
            {
                return $"option {bytes[0]} of {length} bytes";
            }

            bytes = bytes[length..];
        }

        return null;
    }

    private bool TryTake(byte kind, ReadOnlySpan<byte> value)
    {
        switch (kind, value.Length)
        {
            case (2, 2):
                MaximumSegmentSize = BinaryPrimitives.ReadUInt16BigEndian(value);
                return true;
            case (3, 1):
                WindowScale = value[0];
                return true;
            case (4, 0):
                SackPermitted = true;
                return true;
            case (5, 8 or 16 or 24 or 32):
                _blocks = value;
                return true;
            case (8, 8):
                Timestamps = (BinaryPrimitives.ReadUInt32BigEndian(value), BinaryPrimitives.ReadUInt32BigEndian(value[4..]));
                return true;
            default:
                return false;
        }
    }
}
