using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of a received ICMP message (RFC 792).</summary>
public readonly ref struct IcmpMessage
{
    private readonly ReadOnlySpan<byte> _bytes;

    private IcmpMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public IcmpType Type => (IcmpType)_bytes[0];

    public byte Code => _bytes[1];

    public uint Rest => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    public IcmpHeader Header => new(Type, Code, Rest);

    /// <summary>What follows the header: an echo's data, or the packet that an error quotes.</summary>
    public ReadOnlySpan<byte> Body => _bytes[IcmpHeader.Size..];

    /// <summary>False: too short, or a wrong checksum.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out IcmpMessage message)
    {
        message = new IcmpMessage(bytes);
        return bytes.Length >= IcmpHeader.Size && InternetChecksum.Compute(bytes) == 0;
    }
}
