using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>
/// A query as it goes out (RFC 1035 4.1), under a random id and with the case of the name's letters drawn at random, which the answer must repeat:
/// some bits more that somebody who does not see the query would have to guess (draft-vixie-dnsext-dns0x20).
/// </summary>
internal sealed class DnsQueryMessage
{
    /// <summary>What we take by UDP: little enough to come in one piece everywhere (RFC 6891 6.2.5, RFC 9715).</summary>
    public const ushort MaxUdpPayload = 1232;

    private const int QuestionTail = 4;
    private const int ExtensionSize = 11;

    private readonly byte[] _bytes;
    private readonly int _questionEnd;

    /// <param name="question">What is asked.</param>
    /// <param name="random">For the id and the letters.</param>
    /// <param name="isCaseMixed">Otherwise the name is written in lower case.</param>
    /// <param name="isExtended">With an OPT record, version 0 and nothing in it (RFC 6891 6.1.2).</param>
    public DnsQueryMessage(in DnsQuestion question, StackRandom random, bool isCaseMixed, bool isExtended)
    {
        Id = (ushort)random.NextUInt32();
        IsExtended = isExtended;
        _questionEnd = DnsHeader.Size + DnsName.WireLength(question.Name) + QuestionTail;
        _bytes = new byte[_questionEnd + (isExtended ? ExtensionSize : 0)];
        new DnsHeader(Id, DnsFlags.RecursionDesired, Questions: 1, Additionals: isExtended ? (ushort)1 : (ushort)0).WriteTo(_bytes);
        int offset = DnsHeader.Size + DnsName.Write(question.Name, _bytes.AsSpan(DnsHeader.Size));
        if (isCaseMixed)
        {
            MixCase(_bytes.AsSpan(DnsHeader.Size..offset), random);
        }

        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(offset), (ushort)question.Type);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(offset + 2), DnsRecord.InternetClass);
        if (isExtended)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_questionEnd + 1), (ushort)DnsRecordType.Opt);
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_questionEnd + 3), MaxUdpPayload);
        }
    }

    public ushort Id { get; }

    /// <summary>It has an OPT record.</summary>
    public bool IsExtended { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where the question ends, here and in every answer to it.</summary>
    public int QuestionEnd => _questionEnd;

    /// <summary>
    /// Whether a message that came from the right place is the answer: a response under our id that repeats our question (RFC 5452 9.1).
    /// </summary>
    public DnsMatch Match(ReadOnlySpan<byte> message)
    {
        if (!DnsHeader.TryRead(message, out DnsHeader header)
            || header.Id != Id
            || !header.IsResponse
            || !header.IsStandardQuery
            || header.Questions != 1
            || message.Length < _questionEnd)
        {
            return DnsMatch.None;
        }

        ReadOnlySpan<byte> asked = _bytes.AsSpan(DnsHeader.Size.._questionEnd);
        ReadOnlySpan<byte> repeated = message[DnsHeader.Size.._questionEnd];
        if (asked.SequenceEqual(repeated))
        {
            return DnsMatch.Exact;
        }

        // Bytes that are no letters stay as they are: lengths under 64, and type and class, which have no letters' values.
        return System.Text.Ascii.EqualsIgnoreCase(asked[..^QuestionTail], repeated[..^QuestionTail])
            && asked[^QuestionTail..].SequenceEqual(repeated[^QuestionTail..])
                ? DnsMatch.CaseDiffers
                : DnsMatch.None;
    }

    private static void MixCase(Span<byte> name, StackRandom random)
    {
        const byte CaseBit = 0x20;
        const int Draw = 32;
        uint bits = 0;
        for (int i = 0; i < name.Length; i++)
        {
            bits = i % Draw == 0 ? random.NextUInt32() : bits >> 1;
            if (char.IsAsciiLetter((char)name[i]) && (bits & 1) != 0)
            {
                name[i] ^= CaseBit;
            }
        }
    }
}
