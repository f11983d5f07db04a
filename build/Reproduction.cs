using System;
using System.IO;
using System.Security.Cryptography;
using Sabos.Build.Engine;

namespace Sabos.Build;

/// <summary>Builds the image from the same sources in another directory: the bytes must not depend on where or when.</summary>
internal sealed class Reproduction(ExternalProcess process, string rootDirectory)
{
    private const string Directory = "artifacts/reproduction";

    /// <exception cref="BuildException">A file differs between the two builds.</exception>
    public void Verify(params string[] files)
    {
        string copy = Path.Combine(rootDirectory, Directory);
        if (System.IO.Directory.Exists(copy))
            System.IO.Directory.Delete(copy, recursive: true);
        System.IO.Directory.CreateDirectory(copy);
        process.Run("sh", "-c", $"git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents --target-directory={Directory}");
        process.Run("dotnet", "build", $"{Directory}/Kernel/Image", "--configuration", "Release", "-target:Iso");
        foreach (string file in files)
        {
            if (HashOf(Path.Combine(rootDirectory, file)) != HashOf(Path.Combine(copy, file)))
                throw new BuildException($"{file} and {Directory}/{file} differ");
        }
    }

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
