using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>
/// The chain of aliases from the name asked for to the name that has the records. Of an answer only records are used whose owner the chain has
/// reached: what else a server puts into it is not its to say (RFC 5452 6, RFC 2181 5.4.1).
/// </summary>
internal sealed class DnsChain(DnsQuestion question)
{
    private const int MaxAliases = 8;

    // The most addresses that are kept of one answer.
    private const int MaxAddresses = 32;

    private readonly DnsRecordType _type = question.Type;
    private int _aliasesLeft = MaxAliases;

    /// <summary>The end that is known of.</summary>
    public string Name { get; private set; } = question.Name;

    /// <summary>The shortest of the records used, in seconds.</summary>
    public uint TimeToLive { get; private set; } = uint.MaxValue;

    /// <summary>The addresses of the end.</summary>
    public List<IpAddress> Addresses { get; } = [];

    /// <summary>Where the end's PTR record points, if that was asked for.</summary>
    public string? Target { get; private set; }

    /// <summary>The records asked for were found.</summary>
    public bool IsComplete => Addresses.Count > 0 || Target is not null;

    /// <summary>Goes on from the end as far as an answer leads. False: a malformed record, or a chain that is too long or a circle.</summary>
    public bool TryFollow(in DnsResponse response)
    {
        while (true)
        {
            string? alias = null;
            DnsRecordReader records = response.Answers;
            while (records.TryRead(out DnsRecord record))
            {
                if (!record.IsInternet || record.Owner != Name)
                {
                    continue;
                }

                if (record.Type == DnsRecordType.Cname && alias is null)
                {
                    if (!record.TryReadTarget(response.Bytes, out alias))
                    {
                        return false;
                    }

                    Use(record);
                }
                else if (record.Type == _type)
                {
                    Take(record, response.Bytes);
                }
            }

            if (records.IsMalformed)
            {
                return false;
            }

            if (alias is null || IsComplete)
            {
                return true;
            }

            if (--_aliasesLeft < 0)
            {
                return false;
            }

            Name = alias;
        }
    }

    private void Take(in DnsRecord record, ReadOnlySpan<byte> message)
    {
        if (record.TryReadAddress(message, out IpAddress address))
        {
            if (Addresses.Count < MaxAddresses && !Addresses.Contains(address))
            {
                Addresses.Add(address);
                Use(record);
            }
        }
        else if (record.Type == DnsRecordType.Ptr && Target is null && record.TryReadTarget(message, out string target))
        {
            Target = target;
            Use(record);
        }
    }

    private void Use(in DnsRecord record) => TimeToLive = Math.Min(TimeToLive, record.TimeToLive);
}
