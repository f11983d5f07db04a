using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>
/// Puts a message together in a buffer of one size, used again and again. What does not fit is left out, whole. Sections are written in their order.
/// </summary>
internal sealed class DnsMessageWriter
{
    // What the smallest link that we speak over takes in one piece: 1280 bytes less the headers of IPv6 and UDP.
    private const int Capacity = 1232;
    private const int QuestionTail = 4;
    private const int RecordTail = 10;

    private readonly byte[] _bytes = new byte[Capacity];
    private int _length;
    private DnsHeader _header;

    /// <summary>The message as it is now.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            _header.WriteTo(_bytes);
            return _bytes.AsSpan(0, _length);
        }
    }

    public bool HasRecords => _header.Answers + _header.Authorities + _header.Additionals > 0;

    /// <summary>Begins a message.</summary>
    public void Begin(ushort id, DnsFlags flags)
    {
        _header = new DnsHeader(id, flags, Questions: 0);
        _length = DnsHeader.Size;
    }

    /// <param name="question">The name and type.</param>
    /// <param name="questionClass">With multicast DNS's own bit.</param>
    public void AddQuestion(in DnsQuestion question, ushort questionClass)
    {
        if (_length + DnsName.WireLength(question.Name) + QuestionTail <= Capacity)
        {
            WriteOwner(question.Name, question.Type, questionClass);
            _header = _header with { Questions = (ushort)(_header.Questions + 1) };
        }
    }

    public void AddAnswer(in HostRecord record, ushort recordClass, uint timeToLive)
    {
        if (TryWrite(record, recordClass, timeToLive))
        {
            _header = _header with { Answers = (ushort)(_header.Answers + 1) };
        }
    }

    public void AddAuthority(in HostRecord record, ushort recordClass, uint timeToLive)
    {
        if (TryWrite(record, recordClass, timeToLive))
        {
            _header = _header with { Authorities = (ushort)(_header.Authorities + 1) };
        }
    }

    public void AddAdditional(in HostRecord record, ushort recordClass, uint timeToLive)
    {
        if (TryWrite(record, recordClass, timeToLive))
        {
            _header = _header with { Additionals = (ushort)(_header.Additionals + 1) };
        }
    }

    private bool TryWrite(in HostRecord record, ushort recordClass, uint timeToLive)
    {
        if (_length + DnsName.WireLength(record.Name) + RecordTail + record.Data.Length > Capacity)
        {
            return false;
        }

        WriteOwner(record.Name, record.Type, recordClass);
        Span<byte> tail = _bytes.AsSpan(_length);
        BinaryPrimitives.WriteUInt32BigEndian(tail, timeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(tail[sizeof(uint)..], (ushort)record.Data.Length);
        record.Data.Span.CopyTo(tail[(RecordTail - QuestionTail)..]);
        _length += RecordTail - QuestionTail + record.Data.Length;
        return true;
    }

    /// <summary>What questions and records begin with: name, type and class.</summary>
    private void WriteOwner(string name, DnsRecordType type, ushort ownerClass)
    {
        _length += DnsName.Write(name, _bytes.AsSpan(_length));
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_length), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_length + 2), ownerClass);
        _length += QuestionTail;
    }
}
