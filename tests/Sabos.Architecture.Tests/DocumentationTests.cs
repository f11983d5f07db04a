using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sabos.Tests;
using Xunit;

namespace Sabos.Architecture.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void TestsThatADocumentNames_Exist()
    {
        ILookup<string, string> sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        Match[] named = [.. Documents().SelectMany(file => TestName().Matches(File.ReadAllText(file)))];
        string[] missing =
        [
            .. named
                .Where(name => !sources[name.Groups["class"].Value].Any(source =>
                    !name.Groups["method"].Success || Regex.IsMatch(source, $@"\b{name.Groups["method"].Value}\(")))
                .Select(name => name.Value),
        ];

        Assert.NotEmpty(named);
        Assert.True(missing.Length == 0, $"No such test: {string.Join(", ", missing)}");
    }

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories);

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)(\.(?<method>\w+))?`")]
    private static partial Regex TestName();
}
