using System;
using System.IO;

namespace Sabos.Tests;

/// <summary>Where the tests find the repository's files. Compiled into each test project that reads them.</summary>
internal static class Repository
{
    /// <summary>The nearest directory above the test that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        DirectoryInfo directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Sabos.Cosmos.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"No repository above {AppContext.BaseDirectory}");
        return directory.FullName;
    }
}
