using System;
using System.IO;
using Sabos.Build.Engine;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class ExternalProcessTests
{
    private readonly RecordedConsole _recorded = new();

    [Fact]
    public void Run_NonZeroExitCode_FailsWithIt()
    {
        BuildException failure = Assert.Throws<BuildException>(() => Process().Run("sh", "-c", "exit 42"));

        Assert.Equal("sh ended with exit code 42", failure.Message);
    }

    [Fact]
    public void Run_Command_IsEchoedAsAShellWouldTakeIt()
    {
        Process().Run("true", "--plain", "two words", "it's", "");

        Assert.Equal($@"> true --plain 'two words' 'it'\''s' ''{Environment.NewLine}", _recorded.Text);
    }

    [Fact]
    public void ExitCodeOf_WorkingDirectory_IsTheOneGiven()
    {
        string directory = Directory.CreateTempSubdirectory("sabos-").FullName;
        Assert.Equal(0, new ExternalProcess(_recorded.Console, directory).ExitCodeOf("sh", "-c", "touch here"));

        Assert.True(File.Exists(Path.Combine(directory, "here")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void ExitCodeOf_MissingProgram_NamesIt()
    {
        BuildException failure = Assert.Throws<BuildException>(() => Process().ExitCodeOf("sabos-no-such-program"));

        Assert.StartsWith("sabos-no-such-program cannot be started", failure.Message, StringComparison.Ordinal);
    }

    private ExternalProcess Process() => new(_recorded.Console, Path.GetTempPath());
}
