using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sabos.Testbed;

namespace Sabos.Qemu.Tests.Clients;

/// <summary>What the image's console tells of the machine's memory.</summary>
internal static partial class FreeMemory
{
    /// <summary>MiB that are free once what is not used any more has been collected.</summary>
    public static async Task<double> ReadAsync(QemuMachine machine)
    {
        await machine.TypeAsync("mem collect\r");
        Match free = await machine.Console.ExpectAsync(Shown());
        return double.Parse(free.Groups["mib"].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\nmachine .* total, (?<mib>[0-9.]+) MiB free", RegexOptions.ExplicitCapture)]
    private static partial Regex Shown();
}
