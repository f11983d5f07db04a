using System;
using System.Collections.Generic;

namespace Sabos.Shell.Commands;

/// <summary>
/// Reads /proc/net/snmp, where each protocol has a line of counter names and a line of values, both begun by the protocol's name. The names
/// are those of RFC 4293 (IP), RFC 4022 (TCP) and RFC 4113 (UDP).
/// </summary>
internal static class ProtocolCounters
{
    public const string Path = "/proc/net/snmp";

    /// <summary>What Linux counts beyond those, by names of its own, in the same form.</summary>
    public const string ExtendedPath = "/proc/net/netstat";

    /// <summary>IPv6's, one a line.</summary>
    public const string Ipv6Path = "/proc/net/snmp6";

    /// <summary>IPv6's counters in their order: the protocol is what the name begins with, up to its 6.</summary>
    public static IEnumerable<(string Protocol, string Counter, string Value)> ParseIpv6(string[] lines)
    {
        foreach (string line in lines)
        {
            string[] columns = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            int six = columns.Length == 2 ? columns[0].IndexOf('6', StringComparison.Ordinal) : -1;
            if (six > 0)
                yield return (columns[0][..(six + 1)], columns[0][(six + 1)..], columns[1]);
        }
    }

    /// <summary>The counters in their order; lines that do not pair up are passed over.</summary>
    public static IEnumerable<(string Protocol, string Counter, string Value)> Parse(string[] lines)
    {
        for (int i = 0; i + 1 < lines.Length; i++)
        {
            string[] names = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] values = lines[i + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (names.Length != values.Length || names.Length == 0 || names[0] != values[0])
                continue;
            for (int column = 1; column < names.Length; column++)
                yield return (names[0].TrimEnd(':'), names[column], values[column]);
            i++;
        }
    }
}
