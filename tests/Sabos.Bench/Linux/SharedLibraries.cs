using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Sabos.Testbed;

namespace Sabos.Bench.Linux;

/// <summary>The shared libraries that a program of the host is loaded with.</summary>
internal static partial class SharedLibraries
{
    public static IReadOnlyList<string> Of(string program) => PathsIn(ExternalCommand.Run(["ldd", program]));

    /// <summary>The absolute paths that ldd names: <c>libc.so.6 => /lib/…/libc.so.6 (0x…)</c>, and the loader without an arrow.</summary>
    internal static IReadOnlyList<string> PathsIn(string output) => [.. Library().Matches(output).Select(match => match.Value)];

    [GeneratedRegex(@"(?<=\s)/\S+(?= \(0x)")]
    private static partial Regex Library();
}
