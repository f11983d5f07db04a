using System;
using System.Collections.Generic;
using System.IO;

namespace Sabos.Shell.Commands;

/// <summary>
/// What the system tells of each TCP connection, as words of the form name:value: in Sabos /proc/net/tcp_info, elsewhere what /proc/net/tcp and tcp6 have
/// behind the endpoints.
/// </summary>
internal static class ConnectionDetails
{
    private const string OwnFile = "/proc/net/tcp_info";

    public static IEnumerable<ConnectionDetail> Read()
    {
        if (File.Exists(OwnFile))
            return Parse(File.ReadAllLines(OwnFile));
        List<ConnectionDetail> details = [];
        foreach (string path in new[] { "/proc/net/tcp", "/proc/net/tcp6" })
        {
            if (File.Exists(path))
                details.AddRange(ProcTcpTable.Parse(File.ReadAllLines(path)));
        }

        return details;
    }

    /// <summary>Lines of two endpoints and words; others are passed over.</summary>
    public static IEnumerable<ConnectionDetail> Parse(string[] lines)
    {
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2)
                yield return new ConnectionDetail(words[0], words[1], words[2..]);
        }
    }
}
