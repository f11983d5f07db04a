using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of a received Ethernet II frame. Its payload may end in padding: the protocol above knows its own length.</summary>
public readonly ref struct EthernetFrame
{
    private readonly ReadOnlySpan<byte> _bytes;

    private EthernetFrame(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public MacAddress Destination => MacAddress.Read(_bytes);

    public MacAddress Source => MacAddress.Read(_bytes[MacAddress.Size..]);

    public EtherType Type => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_bytes[12..]);

    public EthernetHeader Header => new(Destination, Source, Type);

    public ReadOnlySpan<byte> Payload => _bytes[EthernetHeader.Size..];

    /// <summary>False: shorter than a header.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out EthernetFrame frame)
    {
        frame = new EthernetFrame(bytes);
        return bytes.Length >= EthernetHeader.Size;
    }
}
