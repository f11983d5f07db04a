using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What we answer for on one link: our name's addresses there, and those addresses' name.</summary>
internal sealed class HostRecords
{
    private readonly List<HostRecord> _records = [];

    private HostRecords(string name, HostRecord types)
    {
        Name = name;
        Types = types;
    }

    /// <summary>The host's name.</summary>
    public string Name { get; }

    public IReadOnlyList<HostRecord> All => _records;

    /// <summary>Which kinds of addresses there are, for those who ask for the other.</summary>
    public HostRecord Types { get; }

    /// <summary>There is an address to answer with.</summary>
    public bool HasAddresses => _records.Count > 0;

    public static HostRecords Of(NetworkInterface attached, string name)
    {
        List<IpAddress> addresses = [];
        foreach (InterfaceAddress own in attached.Addresses)
        {
            if (own.IsAssigned)
            {
                addresses.Add(own.Address);
            }
        }

        HostRecord types = HostRecord.OfTypes(name, addresses.Exists(static each => each.IsIpv4), addresses.Exists(static each => each.IsIpv6));
        HostRecords records = new(name, types);
        foreach (IpAddress address in addresses)
        {
            records._records.Add(HostRecord.OfAddress(name, address));
            records._records.Add(HostRecord.OfPointer(address, name));
        }

        return records;
    }

    /// <summary>Whether the same is among these.</summary>
    public bool Contains(HostRecord record) => _records.Exists(own => own.IsSameAs(record));

    /// <summary>Whether these are the same as others.</summary>
    public bool AreSameAs(HostRecords others) => _records.Count == others._records.Count && _records.TrueForAll(others.Contains);

    /// <summary>Adds the answers to a question that are not among others yet.</summary>
    public void AddAnswers(in DnsQuestion question, List<HostRecord> answers)
    {
        bool isAny = question.Type == DnsRecordType.Any;
        bool isFound = false;
        foreach (HostRecord record in _records)
        {
            if (record.Name == question.Name && (isAny || record.Type == question.Type))
            {
                isFound = true;
                Add(record, answers);
            }
        }

        if (!isFound && question.Name == Name)
        {
            Add(Types, answers);
        }
    }

    /// <summary>What those who asked for an address will ask for next (RFC 6762 6.2).</summary>
    public void AddAdditionals(List<HostRecord> answers, List<HostRecord> additionals)
    {
        if (!answers.Exists(static answer => answer.Type is DnsRecordType.A or DnsRecordType.Aaaa))
        {
            return;
        }

        foreach (HostRecord record in _records)
        {
            if (record.Name == Name && !answers.Contains(record))
            {
                additionals.Add(record);
            }
        }

        additionals.Add(Types);
    }

    /// <summary>Whether a record of somebody else stands under our name and is none of ours (RFC 6762 9).</summary>
    public bool IsContradictedBy(ReadOnlySpan<byte> message, in DnsRecord record)
    {
        if (record.Owner != Name || record.Type is not (DnsRecordType.A or DnsRecordType.Aaaa))
        {
            return false;
        }

        foreach (HostRecord own in _records)
        {
            if (own.IsSameAs(message, record))
            {
                return false;
            }
        }

        return true;
    }

    private static void Add(in HostRecord record, List<HostRecord> answers)
    {
        if (!answers.Contains(record))
        {
            answers.Add(record);
        }
    }
}
