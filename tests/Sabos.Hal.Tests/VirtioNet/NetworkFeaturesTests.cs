using System.Linq;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;

namespace Sabos.Hal.Tests.VirtioNet;

public class NetworkFeaturesTests
{
    [Fact]
    public void Decisions_AreSortedAndEachBitIsDecidedOnce()
    {
        int[] bits = [.. NetworkFeatures.Decisions.Select(decision => decision.Bit)];

        Assert.Equal(bits.Distinct().Order(), bits);
        Assert.All(NetworkFeatures.Decisions, decision => Assert.NotEmpty(decision.Reason));
    }

    [Fact]
    public void Accepted_IsWhatTheDriverImplements()
    {
        const ulong Implemented = NetworkFeatures.Mtu | NetworkFeatures.Mac | NetworkFeatures.Status | VirtioFeature.EventIndex
            | VirtioFeature.Version1 | VirtioFeature.AccessPlatform | VirtioFeature.OrderPlatform;

        Assert.Equal(Implemented, NetworkFeatures.Accepted);
    }
}
