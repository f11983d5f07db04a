using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Build.Engine;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class TargetGraphTests
{
    [Fact]
    public void Of_Build_FindsTargetsInOrderOfDeclarationWithDescriptions()
    {
        TargetGraph graph = TargetGraph.Of(new Diamond());

        Assert.Equal(["Base", "Left", "Right", "Top"], Names(graph.Targets));
        Assert.Equal("the bottom", graph.Targets[0].Text);
    }

    [Fact]
    public void Plan_SharedDependency_RunsOnceAndFirst()
    {
        Assert.Equal(["Base", "Right", "Left", "Top"], Names(TargetGraph.Of(new Diamond()).Plan(["Top"])));
    }

    [Fact]
    public void Plan_SeveralNames_KeepsTheOrderAskedFor()
    {
        Assert.Equal(["Base", "Left", "Right"], Names(TargetGraph.Of(new Diamond()).Plan(["left", "RIGHT", "Base"])));
    }

    [Fact]
    public void Plan_UnknownName_NamesItAndTheTargetsThereAre()
    {
        BuildException failure = Assert.Throws<BuildException>(() => TargetGraph.Of(new Diamond()).Plan(["Bottom"]));

        Assert.Contains("'Bottom'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Base, Left, Right, Top", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Entry", "First -> Second -> Third -> First")]
    [InlineData("Narcissus", "Narcissus -> Narcissus")]
    public void Plan_Circle_TellsTheCircle(string name, string circle)
    {
        BuildException failure = Assert.Throws<BuildException>(() => TargetGraph.Of(new Circles()).Plan([name]));

        Assert.EndsWith(circle, failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(IEnumerable<TargetDefinition> targets) => targets.Select(target => target.Name);

    private sealed class Diamond
    {
        public Target Base => _ => _.Description("the bottom").Executes(Nothing);

        public Target Left => _ => _.DependsOn(Base).Executes(Nothing);

        public Target Right => _ => _.DependsOn(Base).Executes(Nothing);

        // Reads instance state, so that every read of the property makes another delegate.
        private Target Top => _ => _.DependsOn(Right, Left).Executes(() => Assert.NotNull(this));

        private void Nothing() => Assert.NotNull(this);
    }

    private sealed class Circles
    {
        public Target Entry => _ => _.DependsOn(First);

        public Target First => _ => _.DependsOn(Second);

        public Target Second => _ => _.DependsOn(Third);

        public Target Third => _ => _.DependsOn(First);

        public Target Narcissus => _ => _.DependsOn(Narcissus);
    }
}
