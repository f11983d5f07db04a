using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Two stacks and their programs, in runs drawn by seed; what must be true of every run is checked in all of them.</summary>
public sealed class TwoStackSimulationTests
{
    [Fact]
    public void Run_OfEverySeed_KeepsEveryInvariant() => Seeds.Run(10_000, static seed =>
    {
        using ScenarioRun run = new(Scenario.Draw(seed));
        run.Run();
    });

    [Fact]
    public void Run_WithoutHeaderPrediction_SendsTheSameFrames() => Seeds.Run(300, static seed =>
        Assert.Equal(FramesOf(seed, predictsHeaders: false), FramesOf(seed, predictsHeaders: true)));

    private static byte[] FramesOf(int seed, bool predictsHeaders)
    {
        using ScenarioRun run = new(Scenario.Draw(seed), digests: true, predictsHeaders);
        run.Run();
        return run.Digest;
    }
}
