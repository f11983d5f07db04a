using System;
using System.Globalization;

namespace Sabos.Shell.Commands;

/// <summary>Reads /proc/meminfo: lines such as <c>MemTotal:  16315472 kB</c>.</summary>
internal static class MemoryInformation
{
    /// <summary>The value of <paramref name="name"/> in bytes, or null if no line has it.</summary>
    public static long? Find(string[] lines, string name)
    {
        foreach (string line in lines)
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length <= name.Length || line[name.Length] != ':')
                continue;
            ReadOnlySpan<char> value = line.AsSpan(name.Length + 1).Trim();
            if (value.EndsWith(" kB", StringComparison.Ordinal)
                && long.TryParse(value[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes))
            {
                return kibibytes * 1024;
            }
        }

        return null;
    }
}
