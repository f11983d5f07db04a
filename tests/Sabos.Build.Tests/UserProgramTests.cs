using System;
using System.IO;
using Sabos.Build.Engine;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class UserProgramTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sabos-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Arguments_ProjectOrItsDirectory_NameTheProject()
    {
        string project = Project("one.csproj");

        Assert.Equal([$"-property:UserProgram={project}"], UserProgram.Arguments(project));
        Assert.Equal([$"-property:UserProgram={project}"], UserProgram.Arguments(_directory));
    }

    [Fact]
    public void Arguments_NoProjectThereOrSeveral_SaySo()
    {
        Assert.Contains("no such file", Refusal(Path.Combine(_directory, "missing.csproj")), StringComparison.Ordinal);
        Assert.Contains("no project", Refusal(_directory), StringComparison.Ordinal);
        Project("one.csproj");
        Project("two.fsproj");
        Assert.Contains("several projects", Refusal(_directory), StringComparison.Ordinal);
    }

    private static string Refusal(string project) => Assert.Throws<BuildException>(() => UserProgram.Arguments(project)).Message;

    private string Project(string name)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, "<Project />");
        return path;
    }
}
