using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace Sabos.Shell.Commands;

/// <summary>Linux's tables of routes, /proc/net/route and /proc/net/ipv6_route, in the words of <c>ip route</c>.</summary>
internal static class ProcRouteTable
{
    private const int Gateway = 2; // RTF_GATEWAY
    private const uint LastMetric = int.MaxValue;

    /// <summary>The lines of /proc/net/route, whose addresses are words as the machine reads them from network order.</summary>
    public static IEnumerable<string> ParseIpv4(string[] lines)
    {
        const int Columns = 8;
        foreach (string line in lines)
        {
            string[] columns = line.Split('\t', StringSplitOptions.TrimEntries);
            if (columns.Length >= Columns
                && TryParse(columns[1], out uint destination) && TryParse(columns[2], out uint router)
                && TryParse(columns[3], out uint flags) && TryParse(columns[7], out uint mask)
                && uint.TryParse(columns[6], NumberStyles.None, CultureInfo.InvariantCulture, out uint metric))
            {
                IPAddress? gateway = (flags & Gateway) != 0 ? new IPAddress(router) : null;
                yield return Describe(new IPAddress(destination), BitOperations.PopCount(mask), gateway, columns[0], metric);
            }
        }
    }

    /// <summary>The lines of /proc/net/ipv6_route.</summary>
    public static IEnumerable<string> ParseIpv6(string[] lines)
    {
        const int Columns = 10;
        foreach (string line in lines)
        {
            string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length >= Columns
                && TryParseAddress(columns[0], out IPAddress? destination) && TryParse(columns[1], out uint length)
                && TryParseAddress(columns[4], out IPAddress? router)
                && TryParse(columns[5], out uint metric) && TryParse(columns[8], out uint flags))
            {
                yield return Describe(destination!, (int)length, (flags & Gateway) != 0 ? router : null, columns[9], metric);
            }
        }
    }

    private static string Describe(IPAddress destination, int length, IPAddress? gateway, string device, uint metric)
    {
        string text = length == 0 ? "default" : $"{destination}/{Quantity.Number(length)}";
        text += gateway is null ? "" : $" via {gateway}";
        text += $" dev {device}";
        return metric is 0 or LastMetric ? text : $"{text} metric {Quantity.Number(metric)}";
    }

    private static bool TryParse(string digits, out uint value) => uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static bool TryParseAddress(string digits, out IPAddress? address)
    {
        const int Digits = 32;
        byte[] bytes = new byte[Digits / 2];
        bool isAddress = digits.Length == Digits && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;
        address = isAddress ? new IPAddress(bytes) : null;
        return isAddress;
    }
}
