using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>What a host learns from routers: RFC 4861 6.3, RFC 4191, RFC 5942, RFC 8106.</summary>
public sealed class RouterDiscoveryTests
{
    private readonly LearningLink _link = new();

    [Fact]
    public void Advertisement_OfARouter_IsADefaultRouteUntilItsLifetimeEnds()
    {
        Assert.True(_link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 30 }));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
        _link.Run(29);
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
        _link.Run(2);
        Assert.Null(_link.RouteTo("2001:db8:9::9"));
    }

    [Fact]
    public void Advertisement_LifetimeZero_EndsTheRouterAtOnce()
    {
        _link.Hear(new RouterAdvertisementBuilder());
        Assert.True(_link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 0 }));
        Assert.Null(_link.RouteTo("2001:db8:9::9"));
    }

    // RFC 4861 6.1.2.
    [Fact]
    public void Advertisement_FromAGlobalAddress_IsInvalid()
    {
        Assert.False(_link.Hear(new RouterAdvertisementBuilder(), LearningLink.Parse("2001:db8::1")));
        Assert.Null(_link.RouteTo("2001:db8:9::9"));
        Assert.Equal(1, _link.Counters.Routers.Invalid);
    }

    [Fact]
    public void Advertisement_OptionOfLengthZero_IsInvalidAsAWhole()
    {
        Assert.False(_link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8::/64", 100, 100).Raw(5, 0, 0, 0, 0, 0, 0, 0)));
        Assert.Empty(_link.Of(AddressOrigin.Autoconfigured));
    }

    // RFC 4191 3.2: type C hosts.
    [Fact]
    public void Routers_OfDifferentPreference_TheHigherIsUsed()
    {
        _link.Hear(new RouterAdvertisementBuilder());
        _link.Hear(new RouterAdvertisementBuilder { Flags = 0x08, RouterLifetime = 60 }, LearningLink.OtherRouter);
        Assert.Equal("fe80::2", _link.RouteTo("2001:db8:9::9"));
        _link.Hear(new RouterAdvertisementBuilder { Flags = 0x18, RouterLifetime = 60 }, LearningLink.OtherRouter);
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
    }

    [Fact]
    public void RouteInformation_MoreSpecific_GoesByItsOwnRouter()
    {
        _link.Hear(new RouterAdvertisementBuilder());
        _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 0 }.Route("2001:db8:7::/48", 50), LearningLink.OtherRouter);
        Assert.Equal("fe80::2", _link.RouteTo("2001:db8:7::9"));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:8::9"));
        _link.Run(51);
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:7::9"));
    }

    [Fact]
    public void RouteInformation_ReservedPreference_IsIgnored()
    {
        _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 0 }.Route("2001:db8:7::/48", 50, preference: 0x10));
        Assert.Null(_link.RouteTo("2001:db8:7::9"));
    }

    // RFC 4861 6.3.6: reachable or not goes before preference, and those that do not answer take turns.
    [Fact]
    public void Routers_OneDoesNotAnswer_TheOtherIsUsedUntilItIsHeardOfAgain()
    {
        _link.Hear(new RouterAdvertisementBuilder { Flags = 0x08 });
        _link.Hear(new RouterAdvertisementBuilder(), LearningLink.OtherRouter);
        _link.Discovery.MarkUnreachable(LearningLink.Router.InZone(2));
        Assert.Equal("fe80::2", _link.RouteTo("2001:db8:9::9"));
        _link.Discovery.MarkUnreachable(LearningLink.OtherRouter.InZone(2));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
        _link.Discovery.MarkUnreachable(LearningLink.Router.InZone(2));
        Assert.Equal("fe80::2", _link.RouteTo("2001:db8:9::9"));
        _link.Hear(new RouterAdvertisementBuilder { Flags = 0x08 });
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
    }

    [Fact]
    public void Router_SaysThatItIsAHost_IsUsedNoMore()
    {
        _link.Hear(new RouterAdvertisementBuilder());
        _link.Discovery.MarkHost(LearningLink.Router.InZone(2));
        Assert.Null(_link.RouteTo("2001:db8:9::9"));
    }

    [Fact]
    public void Prefix_OnLink_IsReachedWithoutARouterUntilItEnds()
    {
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 40, 40, autonomous: false));
        Assert.Equal("link", _link.RouteTo("2001:db8:1::9"));
        Assert.Empty(_link.Interface.Addresses);
        _link.Run(41);
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:1::9"));
    }

    // RFC 4861 6.3.4, RFC 5942 4: without the flag nothing is said, neither for nor against.
    [Fact]
    public void Prefix_OnLinkFlagNotSet_ChangesNothing()
    {
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 4000, 4000, onLink: false));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:1::9"));
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 4000, 4000));
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 0, 0, onLink: false));
        Assert.Equal("link", _link.RouteTo("2001:db8:1::9"));
        _link.Run(3999);
        Assert.Equal("link", _link.RouteTo("2001:db8:1::9"));
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 0, 0));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:1::9"));
    }

    [Fact]
    public void Prefix_LinkLocal_IsIgnored()
    {
        _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 0 }.Prefix("fe80::/64", 100, 100));
        Assert.Empty(_link.Interface.Addresses);
        Assert.Null(_link.RouteTo("fe80::9"));
    }

    // RFC 6724 5, rule 5.5: each address goes by the router that its prefix is of.
    [Fact]
    public void Prefixes_OfTwoRouters_AreEachTheirOwn()
    {
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 4000, 4000));
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:2::/64", 4000, 4000), LearningLink.OtherRouter);
        IpPrefix first = new(LearningLink.Parse("2001:db8:1::"), 64);
        Assert.True(_link.Discovery.Prefixes.IsAdvertisedBy(first, LearningLink.Router.InZone(2)));
        Assert.False(_link.Discovery.Prefixes.IsAdvertisedBy(first, LearningLink.OtherRouter.InZone(2)));
        Assert.Equal(2, _link.Of(AddressOrigin.Autoconfigured).Length);
    }

    [Fact]
    public void Parameters_Told_AreKeptUntilToldOtherwise()
    {
        _link.Hear(new RouterAdvertisementBuilder { HopLimit = 128, ReachableTime = 20_000, RetransmissionTime = 500 }.Mtu(1400));
        _link.Hear(new RouterAdvertisementBuilder());
        LinkParameters told = _link.Discovery.Parameters;
        Assert.Equal((128, 1400), (told.HopLimit, told.Mtu));
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(500)), (told.ReachableTime, told.RetransmissionTime));
        Assert.Equal(0, _link.Counters.Routers.OutOfBounds);
    }

    [Fact]
    public void Parameters_Hostile_AreIgnoredOrCutAndCounted()
    {
        _link.Hear(new RouterAdvertisementBuilder { HopLimit = 1, ReachableTime = uint.MaxValue, RetransmissionTime = 1 }.Mtu(500).Mtu(9000).Mtu(1279));
        LinkParameters told = _link.Discovery.Parameters;
        Assert.Equal((64, 1500), (told.HopLimit, told.Mtu));
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(100)), (told.ReachableTime, told.RetransmissionTime));
        Assert.Equal(4, _link.Counters.Routers.OutOfBounds);
    }

    [Fact]
    public void NameServers_Told_AreUsedUntilTheirLifetimesEnd()
    {
        _link.Hear(new RouterAdvertisementBuilder().Servers(60, "2001:db8::53", "fe80::53").Search(90, "example.org", "sub.example.net"));
        Assert.Equal(["2001:db8::53", "fe80::53"], _link.Servers.Servers.Select(server => server.Address.InZone(0).ToString()));
        Assert.Equal(2, _link.Servers.Servers[1].Address.Zone);
        Assert.Equal(["example.org", "sub.example.net"], _link.Servers.SearchDomains);
        _link.Run(61);
        Assert.Empty(_link.Servers.Servers);
        _link.Hear(new RouterAdvertisementBuilder().Search(0, "example.org"));
        Assert.Equal(["sub.example.net"], _link.Servers.SearchDomains);
    }

    [Fact]
    public void Flags_OfTheLastAdvertisement_AreKnown()
    {
        _link.Hear(new RouterAdvertisementBuilder { Flags = 0x80 });
        Assert.Equal((true, false), (_link.Discovery.IsManaged, _link.Discovery.HasOtherInformation));
        _link.Hear(new RouterAdvertisementBuilder { Flags = 0x40 });
        Assert.Equal((false, true), (_link.Discovery.IsManaged, _link.Discovery.HasOtherInformation));
    }

    // A rogue that invents routers, prefixes and routes gets no more than a fixed number of each, and those known before stay.
    [Fact]
    public void Flood_OfRoutersPrefixesAndRoutes_IsBoundedAndCounted()
    {
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 90_000, 90_000));
        for (int i = 0; i < 400; i++)
        {
            _link.Hear(
                new RouterAdvertisementBuilder().Prefix($"2001:db8:{i + 0x1000:x}::/64", 90_000, 90_000).Route($"2001:db9:{i + 1:x}::/48", 90_000).Servers(9000, $"2001:db8::{i + 1:x}"),
                LearningLink.Parse($"fe80::{i + 0x100:x}"));
        }

        Assert.True(_link.Routes.Routes.Count <= 40, $"{_link.Routes.Routes.Count} routes");
        Assert.True(_link.Interface.Addresses.Count <= 16, $"{_link.Interface.Addresses.Count} addresses");
        Assert.True(_link.Servers.Servers.Count <= 8);
        Assert.True(_link.Counters.Routers.NoRoom > 700);
        Assert.Equal("fe80::1", _link.RouteTo("2001:dba::9"));
        Assert.Equal("link", _link.RouteTo("2001:db8:1::9"));
    }

    [Fact]
    public void Redirect_FromTheFirstHop_IsFollowedForAWhile()
    {
        _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 9000 });
        Assert.True(_link.HearRedirect(LearningLink.Router, "2001:db8:9::9", "fe80::7"));
        Assert.Equal("fe80::7", _link.RouteTo("2001:db8:9::9"));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::8"));
        Assert.True(_link.HearRedirect(LearningLink.Parse("fe80::7"), "2001:db8:9::9", "2001:db8:9::9"));
        Assert.Equal("link", _link.RouteTo("2001:db8:9::9"));
        _link.Run(601);
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
    }

    // RFC 4861 8.1.
    [Theory]
    [InlineData("fe80::2", "2001:db8:9::9", "fe80::7")]
    [InlineData("fe80::1", "2001:db8:9::9", "2001:db8:9::8")]
    [InlineData("fe80::1", "ff02::9", "fe80::7")]
    [InlineData("2001:db8::1", "2001:db8:9::9", "fe80::7")]
    public void Redirect_NotFromTheFirstHopOrImpossible_IsIgnored(string from, string destination, string target)
    {
        _link.Hear(new RouterAdvertisementBuilder());
        Assert.False(_link.HearRedirect(LearningLink.Parse(from), destination, target));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
        Assert.Equal(1, _link.Counters.Routers.Invalid);
    }

    [Fact]
    public void Redirect_TargetDoesNotAnswer_IsForgotten()
    {
        _link.Hear(new RouterAdvertisementBuilder());
        _link.HearRedirect(LearningLink.Router, "2001:db8:9::9", "fe80::7");
        _link.Discovery.MarkUnreachable(LearningLink.Parse("fe80::7").InZone(2));
        Assert.Equal("fe80::1", _link.RouteTo("2001:db8:9::9"));
    }

    [Fact]
    public void Redirects_ForManyDestinations_AreBounded()
    {
        _link.Hear(new RouterAdvertisementBuilder());
        for (int i = 1; i <= 500; i++)
        {
            _link.HearRedirect(LearningLink.Router, $"2001:db8:9::{i:x}", "fe80::7");
        }

        Assert.True(_link.Routes.Routes.Count < 20);
        Assert.Equal("fe80::7", _link.RouteTo("2001:db8:9::1f4"));
    }

    // RFC 7559 2: 4, 8, 16, ... seconds, each a tenth more or less, for ever.
    [Fact]
    public void Solicitations_Unanswered_AreSentMoreAndMoreSeldom()
    {
        _link.Discovery.Start();
        _link.Run(0);
        Assert.Equal(1, _link.Solicitations);
        _link.Run(3.5);
        Assert.Equal(1, _link.Solicitations);
        _link.Run(1);
        Assert.Equal(2, _link.Solicitations);
        _link.Run(4000);
        Assert.InRange(_link.Solicitations, 10, 12);
        int before = _link.Solicitations;
        _link.Run(36_000);
        Assert.InRange(_link.Solicitations - before, 9, 12);
    }

    [Fact]
    public void Solicitations_ARouterAdvertisesItself_End()
    {
        _link.Discovery.Start();
        _link.Run(1);
        _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 0 });
        _link.Run(5);
        Assert.Equal(2, _link.Solicitations);
        _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 9000 });
        _link.Run(8000);
        Assert.Equal(2, _link.Solicitations);
        _link.Run(1001);
        Assert.Equal(3, _link.Solicitations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Solicitations_TheLastRouterTakesItselfBack_BeginAnew(bool byAdvertisement)
    {
        _link.Discovery.Start();
        _link.Run(1);
        _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 9000 });
        _link.Run(100);
        Assert.Equal(1, _link.Solicitations);
        if (byAdvertisement)
        {
            _link.Hear(new RouterAdvertisementBuilder { RouterLifetime = 0 });
        }
        else
        {
            _link.Discovery.MarkHost(LearningLink.Router.InZone(_link.Interface.Index));
            _link.Discovery.Poll();
        }

        Assert.Equal(2, _link.Solicitations);
    }

    [Fact]
    public void LinkUp_WhatRoutersSaidOfTheOldLink_IsForgotten()
    {
        _link.Hear(
            new RouterAdvertisementBuilder { HopLimit = 128, Flags = 0xC0, ReachableTime = 20_000, RetransmissionTime = 500 }
                .Mtu(1400).Servers(600, "2001:db8::53").Search(600, "example.org"));
        _link.Discovery.Start();
        LinkParameters told = _link.Discovery.Parameters;
        Assert.Equal((64, 1500), (told.HopLimit, told.Mtu));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1)), (told.ReachableTime, told.RetransmissionTime));
        Assert.Equal((false, false), (_link.Discovery.IsManaged, _link.Discovery.HasOtherInformation));
        Assert.Empty(_link.Servers.Servers);
        Assert.Empty(_link.Servers.SearchDomains);
    }

    // RFC 6059 in small: the link came back; what the first advertisement does not tell of any more is deprecated, not withdrawn.
    [Fact]
    public void LinkUp_OtherPrefixIsAdvertised_TheOldAddressIsDeprecated()
    {
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 90_000, 90_000));
        _link.Discovery.Start();
        Assert.Null(_link.RouteTo("2001:db8:1::9"));
        Assert.Equal(AddressState.Preferred, _link.Stable.State);
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:2::/64", 90_000, 90_000));
        Assert.Equal([AddressState.Deprecated, AddressState.Preferred], _link.Of(AddressOrigin.Autoconfigured).Select(own => own.State));
        _link.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", 90_000, 90_000));
        Assert.All(_link.Of(AddressOrigin.Autoconfigured), own => Assert.Equal(AddressState.Preferred, own.State));
    }
}
