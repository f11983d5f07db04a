using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Who may renew a lease (RFC 2131 4.4.5).</summary>
public sealed class DhcpRenewalTests
{
    [Fact]
    public void Renewal_AnsweredByAnotherServer_IsIgnored()
    {
        DhcpSegment segment = new DhcpSegment().Bound();
        segment.Server.Identifier = IpAddress.FromIpv4(10, 0, 2, 99);
        segment.Run(0.6 * 3600);
        Assert.Equal(DhcpState.Renewing, segment.Client.State);
        segment.Server.Identifier = DhcpServer.Address;
        Assert.True(segment.RunUntil(DhcpState.Bound, 1800));
    }
}
