using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabos.Testbed;

namespace Sabos.Bench.Linux;

/// <summary>Debian packages unpacked into a directory of our own: nothing is installed on the host.</summary>
internal sealed class DebianPackages(string directory)
{
    /// <summary>Where the packages' files are, as if that were the root directory.</summary>
    public string Root => Path.Combine(directory, "root");

    /// <summary>Downloads and unpacks them, unless that has been done.</summary>
    public void Fetch(params IEnumerable<string> packages)
    {
        string[] missing = [.. packages.Where(package => !File.Exists(MarkOf(package)))];
        if (missing.Length == 0)
            return;
        Directory.CreateDirectory(Root);
        ExternalCommand.Run(["apt-get", "update"]);
        foreach (string package in missing)
        {
            ExternalCommand.Run(["sh", "-c", $"cd '{directory}' && apt-get download {package}"]);
            ExternalCommand.Run(["dpkg", "--extract", FileOf(package), Root]);
            File.WriteAllText(MarkOf(package), "");
        }
    }

    /// <summary>The package that an empty one stands for, such as the newest kernel's.</summary>
    public static string TargetOf(string package) =>
        ExternalCommand.Run(["apt-cache", "depends", package]).Split('\n')
            .Select(line => line.Trim()).First(line => line.StartsWith("Depends: ", System.StringComparison.Ordinal))["Depends: ".Length..];

    /// <summary>The version of a package that has been fetched, as Debian counts.</summary>
    public string VersionOf(string package) => ExternalCommand.Run(["dpkg-deb", "--field", FileOf(package), "Version"]).Trim();

    private string FileOf(string package) => Directory.GetFiles(directory, $"{package}_*.deb").Single();

    private string MarkOf(string package) => Path.Combine(directory, package + ".unpacked");
}
