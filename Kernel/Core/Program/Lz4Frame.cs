namespace Sabos.Core.Program;

/// <summary>
/// A file in LZ4's frame format (lz4_Frame_format.md of the reference implementation) whose blocks are independent, 64 KiB long and
/// without checksums, and whose header tells the file's length: as `lz4 -BI -B4 --content-size --no-frame-crc` writes it.
/// </summary>
internal unsafe struct Lz4Frame
{
    /// <summary>Bytes of the file in each block but the last.</summary>
    public const ulong BlockLength = 64 * 1024;

    private const uint Magic = 0x184D_2204;
    private const byte Descriptor = 0x68; // version 1, independent blocks, length of the content, no checksums, no dictionary
    private const byte LargestBlock = 0x40;
    private const ulong HeaderLength = 15;
    private const uint Stored = 1u << 31;

    private byte* _bytes;

    /// <summary>Length of the file, in bytes.</summary>
    public ulong ContentLength { get; private set; }

    public readonly uint BlockCount => (uint)((ContentLength + BlockLength - 1) / BlockLength);

    /// <summary>Reads the header. False where it is another one.</summary>
    public static bool TryOpen(byte* bytes, ulong length, out Lz4Frame frame)
    {
        frame = default;
        if (length < HeaderLength || *(uint*)bytes != Magic || bytes[4] != Descriptor || bytes[5] != LargestBlock)
            return false;
        frame._bytes = bytes;
        frame.ContentLength = *(ulong*)(bytes + 6);
        return frame.ContentLength > 0 && frame.ContentLength / BlockLength < length; // no block without a byte
    }

    /// <summary>
    /// Fills in where each block begins, in bytes from the frame's start, and after the last where it ends. False if the frame is not of
    /// <see cref="BlockCount"/> blocks within <paramref name="length"/> bytes.
    /// </summary>
    public readonly bool TryFindBlocks(ulong length, uint* positions)
    {
        ulong at = HeaderLength;
        for (uint i = 0; i < BlockCount; i++)
        {
            positions[i] = (uint)at;
            if (length - at < sizeof(uint))
                return false;
            uint size = *(uint*)(_bytes + at) & ~Stored;
            at += sizeof(uint);
            if (size == 0 || size > length - at)
                return false;
            at += size;
        }

        positions[BlockCount] = (uint)at;
        return length <= uint.MaxValue && length - at >= sizeof(uint) && *(uint*)(_bytes + at) == 0;
    }

    /// <summary>Unpacks the block that begins at <paramref name="position"/> to <paramref name="length"/> bytes. False if it is damaged.</summary>
    public readonly bool TryUnpack(uint position, byte* to, ulong length)
    {
        uint size = *(uint*)(_bytes + position);
        byte* data = _bytes + position + sizeof(uint);
        if ((size & Stored) == 0)
            return Lz4Block.TryUnpack(data, size, to, length);
        if ((size & ~Stored) != length)
            return false;
        Memory.PageOperations.Copy(to, data, length);
        return true;
    }
}
