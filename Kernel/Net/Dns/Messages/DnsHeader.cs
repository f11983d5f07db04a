using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>The header of every message (RFC 1035 4.1.1), in host order.</summary>
/// <param name="Id">Chosen by who asks.</param>
/// <param name="Flags">What kind of message it is, and how the question was answered.</param>
/// <param name="Questions">Entries of the question section.</param>
/// <param name="Answers">Records of the answer section.</param>
/// <param name="Authorities">Records of the authority section.</param>
/// <param name="Additionals">Records of the additional section.</param>
internal readonly record struct DnsHeader(ushort Id, DnsFlags Flags, ushort Questions, ushort Answers = 0, ushort Authorities = 0, ushort Additionals = 0)
{
    /// <summary>12 bytes.</summary>
    public const int Size = 12;

    private const int OpcodeBits = 0x7800;

    /// <summary>QR.</summary>
    public bool IsResponse => (Flags & DnsFlags.Response) != 0;

    /// <summary>Opcode 0: the only kind of question there is here.</summary>
    public bool IsStandardQuery => ((int)Flags & OpcodeBits) == 0;

    /// <summary>The lower bits of the response's code.</summary>
    public DnsResponseCode Code => (DnsResponseCode)((int)Flags & 0xF);

    /// <summary>False: too short for a header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        header = default;
        if (message.Length < Size)
        {
            return false;
        }

        header = new DnsHeader(
            BinaryPrimitives.ReadUInt16BigEndian(message),
            (DnsFlags)BinaryPrimitives.ReadUInt16BigEndian(message[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[10..]));
        return true;
    }

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)Flags);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Questions);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], Answers);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], Additionals);
    }
}
