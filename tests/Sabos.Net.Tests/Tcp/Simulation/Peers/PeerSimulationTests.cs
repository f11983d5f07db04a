using Xunit;

namespace Sabos.Net.Tests;

/// <summary>One stack and a peer that is legal but odd, or hostile, in runs drawn by seed; what must be true of every run is checked in all of them.</summary>
public sealed class PeerSimulationTests
{
    [Fact]
    public void Run_OfEverySeed_KeepsEveryInvariant() => Seeds.Run(1500, static seed =>
    {
        using PeerRun run = new(PeerScenario.Draw(seed));
        run.Run();
    });
}
