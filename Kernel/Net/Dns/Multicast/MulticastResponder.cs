using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Answers questions for our name and addresses on one link, to the group or to who asked, and no more often than is good for the link (RFC 6762 6).</summary>
internal sealed class MulticastResponder(MulticastLink link, StackServices services)
{
    private const int UnicastAnswersPerSecond = 20;

    // RFC 6762 6.7: what asks from another port is a simple resolver, and does not hear when a record changes.
    private const uint LegacyTimeToLive = 10;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_probeInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_recently = TimeSpan.FromSeconds(MulticastLink.TimeToLive / 4);

    private readonly DnsMessageWriter _writer = new();
    private readonly RandomizedRateLimit _unicasts = new(services.Random, UnicastAnswersPerSecond, UnicastAnswersPerSecond);
    private readonly Dictionary<DnsRecordType, Instant> _multicast = [];
    private readonly List<HostRecord> _answers = [];
    private readonly List<HostRecord> _additionals = [];

    // What waits for the rest of a long list of known answers.
    private readonly List<HostRecord> _held = [];

    /// <summary>When what is held goes out.</summary>
    public Instant NextPoll { get; private set; } = Instant.Never;

    public void Poll()
    {
        if (NextPoll > services.Clock.Now)
        {
            return;
        }

        NextPoll = Instant.Never;
        _answers.Clear();
        _answers.AddRange(_held);
        _held.Clear();
        if (_answers.Count > 0)
        {
            Multicast(s_interval);
        }
    }

    /// <param name="message">A query.</param>
    /// <param name="header">Its header.</param>
    /// <param name="recordsAt">Where its records begin.</param>
    /// <param name="source">Who asks.</param>
    public void ReceiveQuery(ReadOnlySpan<byte> message, in DnsHeader header, int recordsAt, IpEndpoint source)
    {
        _answers.Clear();
        bool isUnicastWanted = ReadQuestions(message, header.Questions, out DnsQuestion answered);
        SuppressKnown(message, header, recordsAt, header.Questions == 0 ? _held : _answers);
        if (_answers.Count == 0)
        {
            return;
        }

        bool isProbe = header.Authorities > 0;
        if (source.Port != MulticastLink.Port)
        {
            AnswerLegacy(header.Id, answered, source);
        }
        else if (isUnicastWanted && WereMulticastRecently())
        {
            AnswerByUnicast(source);
        }
        else if ((header.Flags & DnsFlags.Truncated) != 0)
        {
            // RFC 6762 7.2: more known answers follow.
            _held.AddRange(_answers.FindAll(answer => !_held.Contains(answer)));
            NextPoll = Instant.Earlier(NextPoll, services.Clock.Now + services.Random.NextBetween(TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(500)));
        }
        else
        {
            Multicast(isProbe ? s_probeInterval : s_interval);
        }
    }

    /// <summary>Collects the answers to the questions, and tells the first that has any. True: all of them would have them by unicast.</summary>
    private bool ReadQuestions(ReadOnlySpan<byte> message, int count, out DnsQuestion answered)
    {
        answered = default;
        bool isUnicastWanted = true;
        int offset = DnsHeader.Size;
        for (int i = 0; i < count && DnsName.TryRead(message, ref offset, out string name); i++, offset += 4)
        {
            DnsQuestion question = new(name, (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(message[offset..]));
            ushort questionClass = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]);
            isUnicastWanted &= MulticastClass.HasTopBit(questionClass);
            if (MulticastClass.IsInternet(questionClass, isQuestion: true))
            {
                bool isFirst = _answers.Count == 0;
                link.Records.AddAnswers(question, _answers);
                answered = isFirst && _answers.Count > 0 ? question : answered;
            }
        }

        return isUnicastWanted;
    }

    /// <summary>RFC 6762 7.1: who knows an answer, for half of its time yet at least, needs none.</summary>
    private static void SuppressKnown(ReadOnlySpan<byte> message, in DnsHeader header, int recordsAt, List<HostRecord> answers)
    {
        DnsRecordReader known = new(message, recordsAt, header.Answers);
        while (answers.Count > 0 && known.TryRead(out DnsRecord record))
        {
            for (int i = answers.Count - 1; i >= 0; i--)
            {
                if (record.TimeToLive >= MulticastLink.TimeToLive / 2 && answers[i].IsSameAs(message, record))
                {
                    answers.RemoveAt(i);
                }
            }
        }
    }

    private bool WereMulticastRecently() => _answers.TrueForAll(answer => IsWithin(answer, s_recently));

    private bool IsWithin(in HostRecord record, TimeSpan span) =>
        _multicast.TryGetValue(record.Type, out Instant last) && services.Clock.Now - last < span;

    /// <summary>To all; what they were told within the interval is left out.</summary>
    private void Multicast(TimeSpan interval)
    {
        _answers.RemoveAll(answer => IsWithin(answer, interval));
        if (_answers.Count == 0)
        {
            return;
        }

        WriteAnswers(id: 0, MulticastClass.CacheFlush, MulticastLink.TimeToLive, legacyQuestion: null);
        foreach (HostRecord answer in _answers)
        {
            _multicast[answer.Type] = services.Clock.Now;
        }

        link.SendToGroup(_writer.Bytes);
    }

    private void AnswerByUnicast(IpEndpoint destination)
    {
        if (_unicasts.TryTake(services.Clock.Now))
        {
            WriteAnswers(id: 0, MulticastClass.CacheFlush, MulticastLink.TimeToLive, legacyQuestion: null);
            link.SendTo(_writer.Bytes, destination);
        }
    }

    /// <summary>As a name server would: with the id and the question.</summary>
    private void AnswerLegacy(ushort id, in DnsQuestion question, IpEndpoint destination)
    {
        if (_unicasts.TryTake(services.Clock.Now))
        {
            WriteAnswers(id, DnsRecord.InternetClass, LegacyTimeToLive, question);
            link.SendTo(_writer.Bytes, destination);
        }
    }

    private void WriteAnswers(ushort id, ushort recordClass, uint timeToLive, DnsQuestion? legacyQuestion)
    {
        _writer.Begin(id, DnsFlags.MulticastAnswer);
        if (legacyQuestion is { } question)
        {
            _writer.AddQuestion(question, DnsRecord.InternetClass);
        }

        foreach (HostRecord answer in _answers)
        {
            _writer.AddAnswer(answer, recordClass, timeToLive);
        }

        _additionals.Clear();
        link.Records.AddAdditionals(_answers, _additionals);
        foreach (HostRecord additional in _additionals)
        {
            _writer.AddAdditional(additional, recordClass, timeToLive);
        }
    }
}
