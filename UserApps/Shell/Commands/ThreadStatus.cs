using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sabos.Shell.Commands;

/// <summary>A thread as /proc/self/task/ID/stat tells of it (Linux's proc(5)).</summary>
internal sealed record ThreadStatus(int Id, string Name, char State, TimeSpan ProcessorTime)
{
    // Times in /proc count in USER_HZ, 100 a second.
    private const long TicksPerUnit = TimeSpan.TicksPerSecond / 100;

    // Counted from the state, which follows the name.
    private const int UserTimeField = 11;

    public string StateName => State switch
    {
        'R' => "running",
        'S' => "sleeping",
        'D' => "waiting",
        'Z' => "ended",
        _ => State.ToString(),
    };

    public static string Format(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");

    /// <summary>Parses a stat line. The name, in parentheses, may itself hold spaces and parentheses.</summary>
    public static bool TryParse(string stat, [NotNullWhen(true)] out ThreadStatus? status)
    {
        status = null;
        int open = stat.IndexOf('(', StringComparison.Ordinal);
        int close = stat.LastIndexOf(')');
        if (open <= 0 || close < open)
            return false;

        string[] fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!int.TryParse(stat.AsSpan(0, open).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            || fields.Length <= UserTimeField + 1
            || !long.TryParse(fields[UserTimeField], NumberStyles.None, CultureInfo.InvariantCulture, out long user)
            || !long.TryParse(fields[UserTimeField + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long system))
        {
            return false;
        }

        status = new ThreadStatus(id, stat[(open + 1)..close], fields[0][0], new TimeSpan((user + system) * TicksPerUnit));
        return true;
    }
}
