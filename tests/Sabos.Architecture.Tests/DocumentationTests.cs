using System;
using System.Collections.Generic;
using System.Globalization;
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

    [Fact]
    public void LinksOfADocument_LeadSomewhere()
    {
        string[] broken =
        [
            .. from document in Documents().Append(Path.Combine(Repository.Root, "README.md"))
               from link in Link().Matches(File.ReadAllText(document))
               let target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups["path"].Value)
               where !Path.Exists(target)
               select $"{Path.GetRelativePath(Repository.Root, document)}: {link.Groups["path"].Value}",
        ];

        Assert.True(broken.Length == 0, $"These links are broken: {string.Join(", ", broken)}");
    }

    [Fact]
    public void Decisions_AreNumberedOneByOne()
    {
        string[] decisions = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/adr")).Order(StringComparer.Ordinal)];

        Assert.Equal(
            Enumerable.Range(1, decisions.Length),
            decisions.Select(file => int.Parse(Path.GetFileName(file).AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture)));
        Assert.All(decisions, (file, index) => Assert.StartsWith($"# {index + 1}. ", File.ReadAllText(file), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories);

    [GeneratedRegex(@"`(?<class>[A-Z]\w+Tests)(\.(?<method>\w+))?`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\((?!https?:|#)(?<path>[^)#]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
