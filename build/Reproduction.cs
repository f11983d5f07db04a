using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Sabos.Build.Engine;

namespace Sabos.Build;

/// <summary>Builds the image from the same sources in another directory: the bytes must not depend on where or when.</summary>
internal sealed class Reproduction(ExternalProcess process, string rootDirectory)
{
    private const string Copy = "artifacts/reproduction";

    /// <exception cref="BuildException">A file differs between the two builds, or a build with nothing to do wrote it again.</exception>
    public void Verify(params string[] files)
    {
        string copy = Path.Combine(rootDirectory, Copy);
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        process.Run("sh", "-c", $"git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents --target-directory={Copy}");
        BuildCopy();
        foreach (string file in files)
        {
            if (HashOf(Path.Combine(rootDirectory, file)) != HashOf(Path.Combine(copy, file)))
                throw new BuildException($"{file} and {Copy}/{file} differ");
        }

        DateTime[] written = TimesOf(copy, files);
        BuildCopy();
        if (!TimesOf(copy, files).SequenceEqual(written))
            throw new BuildException("A second build, with nothing changed, wrote its output again");
    }

    private static DateTime[] TimesOf(string directory, string[] files) => [.. files.Select(file => File.GetLastWriteTimeUtc(Path.Combine(directory, file)))];

    private void BuildCopy() => process.Run("dotnet", "build", $"{Copy}/Kernel/Image", "--configuration", "Release", "-target:Iso");

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
