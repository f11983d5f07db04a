using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Sabos.Bench.Measuring;
using Sabos.Tests;

namespace Sabos.Bench.Boot;

/// <summary>The files that QEMU needs to boot the web server, in MB.</summary>
internal static class ImageSize
{
    public static IReadOnlyList<Measurement> Measurements() =>
    [
        new ColdMeasurement(
            [new Quantity("Image", "for -kernel, with what it needs", "MB", Preference.Less) { Goals = [Goal.AtMost(6)] }],
            (guest, _) => Megabytes(guest.WebServer.Elf, guest.WebServer.InitialRamDisk))
        {
            IsTakenOnce = true,
        },
        new ColdMeasurement([new Quantity("Image", "CD", "MB", Preference.Less)], (guest, _) => Megabytes(guest.CdFile))
        {
            IsTakenOnce = true,
            Applies = guest => guest.CdFile.Length > 0,
        },
    ];

    private static Task<IReadOnlyList<double>> Megabytes(params IEnumerable<string> files) =>
        Task.FromResult<IReadOnlyList<double>>(
            [files.Where(file => file.Length > 0).Sum(file => new FileInfo(Path.Combine(Repository.Root, "artifacts", file)).Length) / 1e6]);
}
