using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Who goes first when two probe for one name at a time (RFC 6762 8.2): whose records come later in order.</summary>
internal static class ProbeTieBreak
{
    /// <summary>Below 0: ours come earlier, and we wait; 0: they are the same, and there is no quarrel; above 0: the other waits.</summary>
    /// <param name="ours">Our records.</param>
    /// <param name="message">The other's probe.</param>
    /// <param name="header">Its header.</param>
    /// <param name="recordsAt">Where its records begin.</param>
    public static int Compare(HostRecords ours, ReadOnlySpan<byte> message, in DnsHeader header, int recordsAt)
    {
        List<byte[]> left = [];
        foreach (HostRecord record in ours.All)
        {
            if (record.Name == ours.Name)
            {
                left.Add(record.SortKey());
            }
        }

        List<byte[]> right = [];
        DnsRecordReader records = new(message, recordsAt, header.Answers + header.Authorities);
        for (int i = 0; records.TryRead(out DnsRecord record); i++)
        {
            if (i >= header.Answers && record.Owner == ours.Name && MulticastClass.IsInternet(record.Class))
            {
                right.Add(HostRecord.SortKey(record.Type, message.Slice(record.DataOffset, record.DataLength)));
            }
        }

        left.Sort(Compare);
        right.Sort(Compare);
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            int order = Compare(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static int Compare(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);
}
