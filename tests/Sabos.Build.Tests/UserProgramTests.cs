using System;
using System.Diagnostics;
using System.IO;
using Sabos.Build.Engine;
using Sabos.Tests;
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

    // What is built of one must not be taken for the other.
    [Fact]
    public void Image_ProgramsOfOneNameInTwoPlaces_AreBuiltApart()
    {
        Assert.NotEqual(IntermediateDirectory("/here/hello/hello.csproj"), IntermediateDirectory("/there/hello/hello.csproj"));
        Assert.Equal(IntermediateDirectory("/here/hello/hello.csproj"), IntermediateDirectory("/here/hello/../hello/hello.csproj"));
    }

    private static string IntermediateDirectory(string project)
    {
        ProcessStartInfo start = new("dotnet", ["msbuild", "Kernel/Image", "-getProperty:IntermediateOutputPath", $"-property:UserProgram={project}"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string directory = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, directory);
        Assert.Contains("Sabos.Image.hello.", directory, StringComparison.Ordinal);
        return directory;
    }

    private static string Refusal(string project) => Assert.Throws<BuildException>(() => UserProgram.Arguments(project)).Message;

    private string Project(string name)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, "<Project />");
        return path;
    }
}
