using System;
using System.Collections.Generic;
using Sabos.Build.Engine;
using Spectre.Console;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class PipelineBuildTests
{
    private readonly RecordedConsole _recorded = new();

    [Fact]
    public void Execute_NoTarget_RunsTheDefault()
    {
        Sample build = new(_recorded.Console);

        Assert.Equal(0, build.Execute([], "Greet"));
        Assert.Equal(["hello world 1"], build.Ran);
    }

    [Fact]
    public void Execute_Parameters_AreStored()
    {
        Sample build = new(_recorded.Console);

        Assert.Equal(0, build.Execute(["Greet", "--greeted-name", "moon", "--times", "3"], "Fail"));
        Assert.Equal(["hello moon 3"], build.Ran);
    }

    [Fact]
    public void Execute_FailingTarget_ReturnsOneAndStillClosesWithTheReport()
    {
        Assert.Equal(1, new Sample(_recorded.Console).Execute(["Fail"], "Greet"));
        Assert.EndsWith($"the last word{Environment.NewLine}", _recorded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_UnknownTarget_ReturnsOne()
    {
        Assert.Equal(1, new Sample(_recorded.Console).Execute(["Grate"], "Greet"));
        Assert.Contains("'Grate'", _recorded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_UnknownOption_ReturnsOneAndRunsNothing()
    {
        Sample build = new(_recorded.Console);

        Assert.Equal(1, build.Execute(["Greet", "--loudly"], "Greet"));
        Assert.Empty(build.Ran);
        Assert.Contains("no option '--loudly'", _recorded.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("11")]
    [InlineData("many")]
    public void Execute_NumberOutOfItsRange_ReturnsOneAndRunsNothing(string times)
    {
        Sample build = new(_recorded.Console);

        Assert.Equal(1, build.Execute(["Greet", "--times", times], "Greet"));
        Assert.Empty(build.Ran);
        Assert.Contains("--times", _recorded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_Help_DescribesEveryTarget()
    {
        Assert.Equal(0, new SabosBuild(_recorded.Console).Execute(["--help"], "Iso"));

        foreach (TargetDefinition target in TargetGraph.Of(new SabosBuild(_recorded.Console)).Targets)
        {
            Assert.NotEqual("", target.Text);
            Assert.Contains($"{target.Name} ", _recorded.Text, StringComparison.Ordinal);
        }

        Assert.Contains("--http-port", _recorded.Text, StringComparison.Ordinal);
    }

    private sealed class Sample(IAnsiConsole console) : PipelineBuild(console)
    {
        public List<string> Ran { get; } = [];

        [Parameter("whom to greet")]
        private string GreetedName { get; set; } = "world";

        [Parameter("how often", Most = 10)]
        private int Times { get; set; } = 1;

        private Target Greet => _ => _.Executes(() => Ran.Add($"hello {GreetedName} {Times}"));

        private Target Fail => _ => _.Executes(() =>
        {
            ReportAtEnd("the last word");
            throw new BuildException("on purpose");
        });
    }
}
