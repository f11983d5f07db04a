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
    public void Files_Length_HoldOneIdea() =>
        Assert.DoesNotContain(Sources(), file => File.ReadLines(file).Count() > LongestFile);

    private static IEnumerable<string> Sources() =>
        new[] { "Kernel", "UserApps", "build", "tests" }
            .SelectMany(directory => Directory.EnumerateFiles(Path.Combine(Repository.Root, directory), "*.cs", SearchOption.AllDirectories));
}
