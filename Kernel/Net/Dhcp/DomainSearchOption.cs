using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The domain search option (RFC 3397): names as in DNS messages, whose pointers count from the start of the option's value.</summary>
internal static class DomainSearchOption
{
    public const int MaxDomains = 16;

    /// <summary>Reads the names as far as they can be read.</summary>
    public static List<string> Parse(ReadOnlySpan<byte> value)
    {
        List<string> domains = [];
        Span<byte> ascii = stackalloc byte[DnsName.MaxLength];
        int offset = 0;
        while (offset < value.Length && domains.Count < MaxDomains && DnsName.TryRead(value, ref offset, out string name))
        {
            if (System.Text.Ascii.FromUtf16(name, ascii, out int length) == System.Buffers.OperationStatus.Done
                && DnsName.IsValid(ascii[..length])
                && !domains.Contains(name))
            {
                domains.Add(name);
            }
        }

        return domains;
    }
}
