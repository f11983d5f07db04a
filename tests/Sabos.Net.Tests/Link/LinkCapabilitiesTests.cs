using Xunit;

namespace Sabos.Net.Tests;

public sealed class LinkCapabilitiesTests
{
    private static readonly IpAddress s_ipv4 = IpAddress.FromIpv4(10, 0, 0, 1);

    [Theory]
    [InlineData(true, 65_000, 65_000)]
    [InlineData(false, 65_000, 0)]
    public void MaxSegmentationPayloadTo_Version_IsCutOrNot(bool segmentsIpv6, int ipv4, int ipv6)
    {
        LinkCapabilities capabilities = new(LinkMedium.Ethernet, default, 1500, true, 65_000, segmentsIpv6);

        Assert.Equal((ipv4, ipv6), (capabilities.MaxSegmentationPayloadTo(s_ipv4), capabilities.MaxSegmentationPayloadTo(IpAddress.AllNodes)));
    }
}
