using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The names that a program may mean by a name, in the order to try them (resolv.conf(5), RFC 1535 6).</summary>
internal static class SearchList
{
    /// <param name="name">As the program wrote it; a final dot says that it is whole.</param>
    /// <param name="normalized">The same, normalized.</param>
    /// <param name="domains">The search domains.</param>
    /// <param name="dots">A name with fewer dots is tried with the domains first.</param>
    public static List<string> Expand(string name, string normalized, IReadOnlyList<string> domains, int dots)
    {
        if (name.EndsWith('.') || MulticastLookup.IsFor(normalized))
        {
            return [normalized];
        }

        List<string> candidates = [];
        foreach (string domain in domains)
        {
            if (normalized.Length + 1 + domain.Length <= DnsName.MaxLength)
            {
                candidates.Add($"{normalized}.{domain}");
            }
        }

        bool isTriedFirst = normalized.AsSpan().Count('.') >= dots;
        candidates.Insert(isTriedFirst ? 0 : candidates.Count, normalized);
        return candidates;
    }
}
