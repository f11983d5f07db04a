using System;
using System.Collections.Generic;
using Sabos.Build.Engine;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class ExecutionTests
{
    private readonly RecordedConsole _recorded = new();
    private readonly List<string> _ran = [];

    [Fact]
    public void Run_AllSucceed_RunsEveryActionInOrder()
    {
        TargetDefinition two = Recording("Two").Executes(() => _ran.Add("Two again"));

        Assert.True(Run(Recording("One"), two));
        Assert.Equal(["One", "Two", "Two again"], _ran);
    }

    [Fact]
    public void Run_Failure_StopsAndTellsEachOutcome()
    {
        TargetDefinition failing = new TargetDefinition("Failing").Executes(() => throw new BuildException("the [disk] is full"));

        Assert.False(Run(Recording("Before"), failing, Recording("After")));

        Assert.Equal(["Before"], _ran);
        Assert.Contains("the [disk] is full", _recorded.Text, StringComparison.Ordinal);
        Assert.Matches(@"Before\s+│ succeeded", _recorded.Text);
        Assert.Matches(@"Failing\s+│ failed", _recorded.Text);
        Assert.Matches(@"After\s+│ not run", _recorded.Text);
    }

    [Fact]
    public void Run_UnexpectedException_IsAFailureWithItsStackTrace()
    {
        TargetDefinition failing = new TargetDefinition("Failing").Executes(() => throw new InvalidOperationException("unforeseen"));

        Assert.False(Run(failing));
        Assert.Contains(nameof(Run_UnexpectedException_IsAFailureWithItsStackTrace), _recorded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Duration_IsShownInSeconds()
    {
        ManualTime time = new();
        TargetDefinition slow = new TargetDefinition("Slow").Executes(() => time.Advance(TimeSpan.FromMilliseconds(12_340)));

        new Execution(_recorded.Console, time).Run([slow]);

        Assert.Matches(@"Slow\s+│ succeeded │ 12\.3", _recorded.Text);
    }

    private bool Run(params IReadOnlyList<TargetDefinition> plan) => new Execution(_recorded.Console, new ManualTime()).Run(plan);

    private TargetDefinition Recording(string name) => new TargetDefinition(name).Executes(() => _ran.Add(name));

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan duration) => _ticks += duration.Ticks;
    }
}
