using System.Linq;
using Sabos.Hal.VirtioNet;

namespace Sabos.Hal.Tests.VirtioNet;

public class FeatureDecisionsTests
{
    [Fact]
    public void All_AreSortedAndEachBitIsDecidedOnce()
    {
        int[] bits = [.. FeatureDecisions.All.Select(decision => decision.Bit)];

        Assert.Equal(bits.Distinct().Order(), bits);
        Assert.All(FeatureDecisions.All, decision => Assert.NotEmpty(decision.Reason));
    }

    [Fact]
    public void All_TellWhatTheDriverAccepts()
        => Assert.Equal(
            NetworkFeatures.Accepted,
            FeatureDecisions.All.Where(decision => decision.Accepted).Aggregate(0UL, (mask, decision) => mask | decision.Mask));
}
