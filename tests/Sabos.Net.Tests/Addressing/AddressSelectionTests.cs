using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>The examples of RFC 6724 10.1 and 10.2, in their order, and the rules that have none. Addresses end in "d" (deprecated), "t" (temporary) or "o" (optimistic).</summary>
public sealed class AddressSelectionTests
{
    [Theory]
    [InlineData("2001:db8:1::1", "2001:db8:3::1 fe80::1", "2001:db8:3::1")]
    [InlineData("ff05::1", "2001:db8:3::1 fe80::1", "2001:db8:3::1")]
    [InlineData("2001:db8:1::1", "2001:db8:1::1|d 2001:db8:2::1", "2001:db8:1::1")]
    [InlineData("fe80::1", "fe80::2|d 2001:db8:1::1", "fe80::2")]
    [InlineData("2001:db8:1::1", "2001:db8:1::2 2001:db8:3::2", "2001:db8:1::2")]
    [InlineData("2002:c633:6401::1", "2002:c633:6401::d5e3:7953:13eb:22e8|t 2001:db8:1::2", "2002:c633:6401::d5e3:7953:13eb:22e8")]
    [InlineData("2001:db8:1::d5e3:0:0:1", "2001:db8:1::2 2001:db8:1::d5e3:7953:13eb:22e8|t", "2001:db8:1::d5e3:7953:13eb:22e8")]
    [InlineData("2001:db8:2::1", "2001:db8:2::2|d 2001:db8:9::2", "2001:db8:9::2")]
    [InlineData("2001:db8:2::1", "2001:db8:2::2|o 2001:db8:9::2", "2001:db8:9::2")]
    [InlineData("fd00::1", "2001:db8:1::2 fd77::2", "fd77::2")]
    [InlineData("2001:db8:1::1", "10.0.0.1 fe80::1", "fe80::1")]
    [InlineData("2001:db8:1::1", "10.0.0.1", null)]
    [InlineData("ff02::1", "2001:db8:3::1 fe80::1", "fe80::1")]
    public void Source_OfCandidates_IsTheRulesChoice(string destination, string candidates, string? expected)
    {
        InterfaceAddress[] own = Candidates(candidates);
        Assert.Equal(expected is null ? null : Parse(expected), new SourceAddressSelection(own, Parse(destination)).Select()?.Address);
        Array.Reverse(own);
        Assert.Equal(expected is null ? null : Parse(expected), new SourceAddressSelection(own, Parse(destination)).Select()?.Address);
    }

    // RFC 6724 2.2: beyond the source's own prefix bits say nothing, and the first of equals is taken.
    [Fact]
    public void Source_EqualUpToThePrefix_IsTheFirst()
    {
        InterfaceAddress[] own = Candidates("2001:db8:1::f 2001:db8:1::2");
        Assert.Equal(own[0], new SourceAddressSelection(own, Parse("2001:db8:1::3")).Select());
    }

    // Rule 5.5.
    [Fact]
    public void Source_TwoRoutersWithAPrefixEach_IsOfTheNextHopsOwn()
    {
        InterfaceAddress[] own = Candidates("2001:db8:1::2 2001:db8:2::2");
        foreach (InterfaceAddress candidate in own)
        {
            SourceAddressSelection selection = new(own, Parse("2001:db8:1::1"))
            {
                NextHop = Parse("fe80::9"),
                Advertised = new OnePrefix(candidate.Prefix.Network, Parse("fe80::9")),
            };
            Assert.Equal(candidate, selection.Select());
        }
    }

    [Theory]
    [InlineData("2001:db8:1::2 fe80::1 169.254.13.78", "2001:db8:1::1 198.51.100.121", "2001:db8:1::1 198.51.100.121")]
    [InlineData("fe80::1 198.51.100.117", "2001:db8:1::1 198.51.100.121", "198.51.100.121 2001:db8:1::1")]
    [InlineData("2001:db8:1::2 fe80::1 10.1.2.4", "2001:db8:1::1 10.1.2.3", "2001:db8:1::1 10.1.2.3")]
    [InlineData("2001:db8:1::2 fe80::2", "2001:db8:1::1 fe80::1", "fe80::1 2001:db8:1::1")]
    [InlineData("2001:db8:1::2 fe80::2|d", "2001:db8:1::1 fe80::1", "2001:db8:1::1 fe80::1")]
    [InlineData("2001:db8:1::2 2001:db8:3f44::2 fe80::2", "2001:db8:1::1 2001:db8:3ffe::1", "2001:db8:1::1 2001:db8:3ffe::1")]
    [InlineData("2002:c633:6401::2 fe80::2", "2002:c633:6401::1 2001:db8:1::1", "2002:c633:6401::1 2001:db8:1::1")]
    [InlineData("2002:c633:6401::2 2001:db8:1::2 fe80::2", "2002:c633:6401::1 2001:db8:1::1", "2001:db8:1::1 2002:c633:6401::1")]
    [InlineData("10.1.2.4", "2001:db8:1::1 198.51.100.121", "198.51.100.121 2001:db8:1::1")]
    [InlineData("fd00::2 192.0.2.1", "2001:db8:1::1 198.51.100.121", "198.51.100.121 2001:db8:1::1")]
    public void Destinations_WithTheirSources_AreOrdered(string sources, string destinations, string expected)
    {
        InterfaceAddress[] own = Candidates(sources);
        DestinationCandidate[] candidates =
            [.. destinations.Split(' ').Select(Parse).Select(to => new DestinationCandidate(to, new SourceAddressSelection(own, to).Select()))];
        Assert.Equal(expected, Text(candidates));
        Assert.Equal(expected, Text([.. candidates.Reverse()]));
    }

    // Rule 10, and rule 9 left out for IPv4: whoever answered put them into this order.
    [Theory]
    [InlineData("192.0.2.1", "198.51.100.1 192.0.2.200 203.0.113.3")]
    [InlineData("2001:db8:1::1", "2001:db8:7::2 2001:db8:7::1")]
    public void Destinations_NoRuleChooses_StayAsTheyWere(string source, string destinations)
    {
        InterfaceAddress own = Assert.Single(Candidates(source));
        Assert.Equal(destinations, Text([.. destinations.Split(' ').Select(to => new DestinationCandidate(Parse(to), own))]));
    }

    [Fact]
    public void OrderDestinations_OfAHostWithIpv4Only_PutsThatFirst()
    {
        OneHost host = new();
        IpAddress far = Parse("2001:db8:1::1");
        Assert.Equal([TwoHosts.RightAddress, far], host.Stack.OrderDestinations([far, TwoHosts.RightAddress]));
    }

    private static string Text(DestinationCandidate[] candidates) =>
        string.Join(' ', candidates.Order(DestinationCandidate.Order).Select(candidate => candidate.Address));

    private static InterfaceAddress[] Candidates(string text) => [.. text.Split(' ').Select(Candidate)];

    private static InterfaceAddress Candidate(string text)
    {
        string[] parts = text.Split('|');
        IpAddress address = Parse(parts[0]);
        string kind = parts.Length > 1 ? parts[1] : "";
        return new InterfaceAddress(new IpPrefix(address, address.IsIpv4 ? 24 : 64), kind == "t" ? AddressOrigin.Temporary : AddressOrigin.Static)
        {
            State = kind switch
            {
                "d" => AddressState.Deprecated,
                "o" => AddressState.Optimistic,
                _ => AddressState.Preferred,
            },
        };
    }

    private static IpAddress Parse(string text)
    {
        Assert.True(IpAddress.TryParse(text, out IpAddress address));
        return address;
    }

    private sealed class OnePrefix(IpPrefix prefix, IpAddress router) : IAdvertisedPrefixes
    {
        public bool IsAdvertisedBy(IpPrefix asked, IpAddress by) => asked == prefix && by == router;
    }
}
