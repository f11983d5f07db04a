using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>A question to the links (RFC 6762 5.1): asked twice, then nobody has the name.</summary>
internal sealed class MulticastLookup : NameLookup
{
    private const int Questions = 2;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly DnsResolver _resolver;
    private readonly MulticastDns _multicast;
    private readonly List<IpAddress> _addresses = [];
    private string? _target;
    private uint _timeToLive = uint.MaxValue;
    private Instant _next;
    private int _asked;

    public MulticastLookup(DnsResolver resolver, MulticastDns multicast, DnsQuestion question)
        : base(question)
    {
        _resolver = resolver;
        _multicast = multicast;
        _next = resolver.Now;
        multicast.Join(this);
    }

    /// <summary>Names of the link are no name server's business.</summary>
    public static bool IsFor(string name) =>
        DnsName.IsWithin(name, "local")
        || DnsName.IsWithin(name, "254.169.in-addr.arpa")
        || DnsName.IsWithin(name, "8.e.f.ip6.arpa")
        || DnsName.IsWithin(name, "9.e.f.ip6.arpa")
        || DnsName.IsWithin(name, "a.e.f.ip6.arpa")
        || DnsName.IsWithin(name, "b.e.f.ip6.arpa");

    public override Instant NextPoll => _next;

    public override void Restart()
    {
    }

    public override void Poll()
    {
        if (_next > _resolver.Now)
        {
            return;
        }

        if (_asked == Questions)
        {
            Complete(DnsAnswer.Without(DnsStatus.NameNotFound));
            return;
        }

        // The first may be answered to us alone (RFC 6762 5.4); the last has twice the time.
        _multicast.Ask(Question, isUnicastWanted: _asked == 0);
        _next = _resolver.Now + (s_interval * ++_asked);
    }

    /// <summary>Takes from somebody's answer what is ours; all records of a name and type come in one message.</summary>
    public void Receive(ReadOnlySpan<byte> message, in DnsHeader header, int recordsAt, int interfaceIndex)
    {
        bool isDenied = false;
        DnsRecordReader records = new(message, recordsAt, header.Answers + header.Authorities + header.Additionals);
        while (records.TryRead(out DnsRecord record))
        {
            if (record.Owner != Question.Name || !MulticastClass.IsInternet(record.Class) || record.TimeToLive == 0)
            {
                continue;
            }

            if (record.Type == Question.Type)
            {
                Take(message, record, interfaceIndex);
            }
            else if (record.Type == DnsRecordType.Nsec)
            {
                isDenied |= HostRecord.DeniesType(message, record, Question.Type);
            }
        }

        if (_addresses.Count > 0 || _target is not null)
        {
            Finish(new DnsAnswer(DnsStatus.Success, _addresses, _target ?? Question.Name), _timeToLive);
        }
        else if (isDenied)
        {
            Finish(DnsAnswer.Without(DnsStatus.NoData), MulticastLink.TimeToLive);
        }
    }

    protected override void Release() => _multicast.Leave(this);

    private void Take(ReadOnlySpan<byte> message, in DnsRecord record, int interfaceIndex)
    {
        const int MaxAddresses = 32;
        if (record.TryReadAddress(message, out IpAddress address))
        {
            address = address.InZone(interfaceIndex);
            if (_addresses.Contains(address))
            {
                return;
            }

            if (_addresses.Count == MaxAddresses)
            {
                return;
            }

            _addresses.Add(address);
        }
        else if (record.TryReadTarget(message, out string target))
        {
            _target ??= target;
        }
        else
        {
            return;
        }

        _timeToLive = Math.Min(_timeToLive, record.TimeToLive);
    }

    private void Finish(DnsAnswer answer, uint timeToLive)
    {
        _resolver.Cache.Add(Question, answer, timeToLive);
        Complete(answer);
    }
}
