using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabos.Tests;
using Xunit;

namespace Sabos.Architecture.Tests;

public sealed class SourceFileTests
{
    private const int LongestFile = 400;

    [Fact]
    public void Files_Length_HoldOneIdea()
    {
        string[] tooLong = [.. Sources().Where(file => File.ReadLines(file).Count() > LongestFile).Select(file => Path.GetRelativePath(Repository.Root, file))];

        Assert.True(tooLong.Length == 0, $"Longer than {LongestFile} lines: {string.Join(", ", tooLong)}");
    }

    private static IEnumerable<string> Sources() =>
        new[] { "Kernel", "UserApps", "build", "tests" }
            .SelectMany(directory => Directory.EnumerateFiles(Path.Combine(Repository.Root, directory), "*.cs", SearchOption.AllDirectories));
}
