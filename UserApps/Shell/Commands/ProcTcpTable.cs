using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;

namespace Sabos.Shell.Commands;

/// <summary>
/// Linux's table of TCP connections, /proc/net/tcp (proc_net_tcp.txt): addresses are words of 32 bits in hexadecimal, each as the machine reads it from
/// network order; times are in hundredths of a second.
/// </summary>
internal static class ProcTcpTable
{
    private const int Columns = 17;
    private const int TickMilliseconds = 10;
    private const string Listening = "0A";

    /// <summary>The connections of a file's lines, listeners and what has no congestion window left out.</summary>
    public static IEnumerable<ConnectionDetail> Parse(string[] lines)
    {
        foreach (string line in lines)
        {
            string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length >= Columns && columns[3] != Listening && TryParseEndPoint(columns[1], out IPEndPoint? local) && TryParseEndPoint(columns[2], out IPEndPoint? remote))
                yield return new ConnectionDetail(local!.ToString(), remote!.ToString(), Describe(columns));
        }
    }

    private static List<string> Describe(string[] columns)
    {
        string[] queues = columns[4].Split(':');
        string[] timer = columns[5].Split(':');
        List<string> words = [$"cwnd:{columns[15]}"];
        if (columns[16] != "-1")
            words.Add($"ssthresh:{columns[16]}");
        words.Add($"rto:{Quantity.Number(Parse(columns[12], NumberStyles.None) * TickMilliseconds)}");
        words.Add(timer[0] == "00" ? "timer:off" : $"timer:{Name(timer[0])}/{Quantity.Number(Hex(timer[^1]) * TickMilliseconds)}");
        words.Add($"timeouts:{Quantity.Number(Hex(columns[6]))}");
        words.Add($"send:{Quantity.Number(Hex(queues[0]))}");
        words.Add($"receive:{Quantity.Number(Hex(queues[^1]))}");
        return words;
    }

    private static string Name(string timer) => timer switch
    {
        "01" => "retransmission",
        "02" => "keepalive",
        "03" => "timewait",
        "04" => "windowprobe",
        _ => timer,
    };

    private static bool TryParseEndPoint(string text, out IPEndPoint? endPoint)
    {
        endPoint = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32))
            return false;
        byte[] bytes = Convert.FromHexString(text[..colon]);
        for (int word = 0; word < bytes.Length; word += sizeof(uint))
            Array.Reverse(bytes, word, sizeof(uint));
        endPoint = new IPEndPoint(new IPAddress(bytes), (int)Hex(text[(colon + 1)..]));
        return true;
    }

    private static long Hex(string text) => Parse(text, NumberStyles.AllowHexSpecifier);

    private static long Parse(string text, NumberStyles style) => long.TryParse(text, style, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
