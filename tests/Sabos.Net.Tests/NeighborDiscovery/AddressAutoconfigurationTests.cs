using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Addresses made from advertised prefixes: RFC 4862 5.5, RFC 7217, RFC 8981.</summary>
public sealed class AddressAutoconfigurationTests
{
    private const int Hour = 3600;

    private readonly LearningLink _link = new();

    [Fact]
    public void Prefix_Autonomous_MakesAnAddressThatAges()
    {
        _link.Hear(Advertise(3 * Hour, Hour));
        IpAddress address = _link.Stable.Address;
        Assert.Equal(new IpPrefix(LearningLink.Parse("2001:db8:1::"), 64), _link.Stable.Prefix.Network);
        _link.Run(Hour + 1);
        Assert.Equal((address, AddressState.Deprecated), (_link.Stable.Address, _link.Stable.State));
        _link.Hear(Advertise(3 * Hour, Hour));
        Assert.Equal((address, AddressState.Preferred), (_link.Stable.Address, _link.Stable.State));
        _link.Run((3 * Hour) + 1);
        Assert.Empty(_link.Interface.Addresses);
        Assert.Equal(1, _link.RemovedAddresses);
    }

    // RFC 4862 5.5.3 (a), (c), (d): flag, lifetimes that cannot be, a length that leaves no room for an identifier, and no lifetime at all.
    [Theory]
    [InlineData("2001:db8:1::/64", 100, 101, true)]
    [InlineData("2001:db8:1::/64", 0, 0, true)]
    [InlineData("2001:db8:1::/48", 100, 100, true)]
    [InlineData("2001:db8:1::/65", 100, 100, true)]
    [InlineData("2001:db8:1::/64", 100, 100, false)]
    [InlineData("ff05::/64", 100, 100, true)]
    public void Prefix_Unfit_MakesNone(string prefix, uint valid, uint preferred, bool autonomous)
    {
        _link.Hear(new RouterAdvertisementBuilder().Prefix(prefix, valid, preferred, autonomous: autonomous));
        Assert.Empty(_link.Interface.Addresses);
    }

    // RFC 4862 5.5.3 (e): remaining, told, and what is then left, in seconds.
    [Theory]
    [InlineData(10 * Hour, 3 * Hour, 3 * Hour)]
    [InlineData(10 * Hour, 20 * Hour, 20 * Hour)]
    [InlineData(10 * Hour, Hour, 2 * Hour)]
    [InlineData(10 * Hour, 0, 2 * Hour)]
    [InlineData(Hour, 0, Hour)]
    [InlineData(Hour, Hour / 2, Hour)]
    [InlineData(Hour, 90 * Hour / 60, 90 * Hour / 60)]
    [InlineData(2 * Hour, 10, 2 * Hour)]
    public void ValidLifetime_Told_IsShortenedToTwoHoursAtMost(uint remaining, uint told, int left)
    {
        _link.Hear(Advertise(remaining, 0));
        _link.Hear(Advertise(told, 0));
        Assert.Equal(TimeSpan.FromSeconds(left), _link.Stable.ValidUntil - _link.Clock.Now);
    }

    [Fact]
    public void PreferredLifetime_Zero_DeprecatesAtOnce()
    {
        _link.Hear(Advertise(10 * Hour, Hour));
        _link.Hear(Advertise(10 * Hour, 0));
        Assert.Equal(AddressState.Deprecated, _link.Stable.State);
    }

    [Fact]
    public void Lifetimes_Infinite_NeverEnd()
    {
        _link.Hear(Advertise(Lifetime.Infinite, Lifetime.Infinite));
        Assert.Equal((Instant.Never, Instant.Never), (_link.Stable.PreferredUntil, _link.Stable.ValidUntil));
        _link.Run(1_000_000);
        Assert.Equal(AddressState.Preferred, _link.Stable.State);
    }

    [Fact]
    public void LinkLocal_Added_IsOfTheInterfacesZoneAndStaysAsItIs()
    {
        _link.Addresses.AddLinkLocal();
        _link.Addresses.AddLinkLocal();
        InterfaceAddress own = Assert.Single(_link.Of(AddressOrigin.LinkLocal));
        Assert.True(own.Address.IsLinkLocal);
        Assert.Equal((2, Instant.Never), (own.Address.Zone, own.ValidUntil));
        Assert.Equal("link", _link.RouteTo("fe80::9") ?? _link.Routes.Find(LearningLink.Parse("fe80::9").InZone(2))?.Gateway?.ToString() ?? "link");
    }

    // RFC 7217 5: stable by network, interface and secret, and by nothing else.
    [Fact]
    public void StableIdentifier_SameSecret_IsTheSameOnTheSameNetworkOnly()
    {
        byte[] secret = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        Ipv6Settings settings = new() { StableSecret = secret, DetectionTransmits = 0, UseTemporaryAddresses = false };
        LearningLink first = new(settings, seed: 1);
        LearningLink second = new(settings, seed: 2);
        first.Hear(Advertise(Hour, Hour));
        second.Hear(Advertise(Hour, Hour));
        Assert.Equal(first.Stable.Address, second.Stable.Address);
        second.Hear(new RouterAdvertisementBuilder().Prefix("2001:db8:2::/64", Hour, Hour));
        InterfaceAddress[] own = second.Of(AddressOrigin.Autoconfigured);
        Assert.NotEqual(own[0].Address.LowBits, own[1].Address.LowBits);

        LearningLink without = new(settings with { StableSecret = default }, seed: 1);
        without.Hear(Advertise(Hour, Hour));
        Assert.NotEqual(first.Stable.Address, without.Stable.Address);
    }

    [Fact]
    public void StableIdentifier_Reserved_IsPassedOver()
    {
        InterfaceIdentifiers identifiers = new(new StackRandom(new byte[32]), TwoHosts.LeftHardware, default);
        int conflicts = 0;
        IpAddress first = identifiers.Stable(new IpPrefix(LearningLink.Parse("2001:db8::"), 64), ref conflicts);
        Assert.Equal(0, conflicts);
        conflicts = 1;
        Assert.NotEqual(first, identifiers.Stable(new IpPrefix(LearningLink.Parse("2001:db8::"), 64), ref conflicts));
        Assert.All(
            (ulong[])[0, 0x0200_5EFF_FE00_0000, 0x0200_5EFF_FE00_5213, 0xFDFF_FFFF_FFFF_FF80, 0xFDFF_FFFF_FFFF_FFFF],
            identifier => Assert.True(InterfaceIdentifiers.IsReserved(identifier)));
        Assert.All((ulong[])[1, 0x0200_5EFF_FF00_0000, 0xFDFF_FFFF_FFFF_FF7F], identifier => Assert.False(InterfaceIdentifiers.IsReserved(identifier)));
    }

    [Fact]
    public void Duplicate_Stable_TheNextIsTriedThreeTimes()
    {
        _link.Hear(Advertise(Hour, Hour));
        for (int i = 0; i < 3; i++)
        {
            InterfaceAddress duplicate = _link.Stable;
            MakeDuplicate(duplicate);
            Assert.NotEqual(duplicate.Address, _link.Stable.Address);
            Assert.Equal(duplicate.ValidUntil, _link.Stable.ValidUntil);
        }

        InterfaceAddress last = _link.Stable;
        MakeDuplicate(last);
        Assert.Equal((last.Address, AddressState.Duplicate), (_link.Stable.Address, _link.Stable.State));
    }

    [Fact]
    public void Tentative_LifetimesAreTold_StaysTentative()
    {
        LearningLink link = new(new Ipv6Settings { UseTemporaryAddresses = false });
        link.Hear(Advertise(Hour, Hour));
        link.Hear(Advertise(2 * Hour, Hour));
        Assert.Equal(AddressState.Tentative, link.Stable.State);
        Assert.Equal(TimeSpan.FromHours(2), link.Stable.ValidUntil - link.Clock.Now);
    }

    [Fact]
    public void Optimistic_IsAChoice()
    {
        LearningLink link = new(new Ipv6Settings { UseTemporaryAddresses = false, UseOptimisticDetection = true });
        link.Hear(Advertise(Hour, Hour));
        Assert.Equal(AddressState.Optimistic, link.Stable.State);
    }

    // RFC 8981 3.4: the lesser of the prefix's lifetimes and the address's own, less a random part.
    [Fact]
    public void Temporary_OfALongLivedPrefix_LivesByItsOwnLifetimes()
    {
        LearningLink link = WithTemporary();
        link.Hear(Advertise(Lifetime.Infinite, Lifetime.Infinite));
        InterfaceAddress temporary = Assert.Single(link.Of(AddressOrigin.Temporary));
        Assert.InRange(temporary.PreferredUntil - link.Clock.Now, TimeSpan.FromHours(24 * 0.6), TimeSpan.FromHours(24));
        Assert.Equal(TimeSpan.FromDays(2), temporary.ValidUntil - link.Clock.Now);
        Assert.NotEqual(link.Stable.Address, temporary.Address);
    }

    // RFC 8981 3.5, 3.4 (1): a successor comes in time, the old one is deprecated and goes; advertisements prolong neither.
    [Fact]
    public void Temporary_GrowsOld_IsSucceeded()
    {
        LearningLink link = WithTemporary();
        link.Hear(Advertise(Lifetime.Infinite, Lifetime.Infinite));
        InterfaceAddress first = Assert.Single(link.Of(AddressOrigin.Temporary));
        link.Run((first.PreferredUntil - link.Clock.Now).TotalSeconds - 60);
        link.Hear(Advertise(Lifetime.Infinite, Lifetime.Infinite));
        Assert.Equal(first, Assert.Single(link.Of(AddressOrigin.Temporary)));
        link.Run(59);
        InterfaceAddress[] both = link.Of(AddressOrigin.Temporary);
        Assert.Equal([AddressState.Preferred, AddressState.Preferred], both.Select(own => own.State));
        link.Run(2);
        Assert.Equal([AddressState.Deprecated, AddressState.Preferred], link.Of(AddressOrigin.Temporary).Select(own => own.State));
        link.Run(2 * 24 * Hour);
        Assert.DoesNotContain(link.Of(AddressOrigin.Temporary), own => own.Address == both[0].Address);
        Assert.InRange(link.Of(AddressOrigin.Temporary).Length, 2, 4);
        Assert.Single(link.Of(AddressOrigin.Temporary), own => own.State == AddressState.Preferred);
    }

    [Fact]
    public void Temporary_PrefixIsShortLived_EndsWithItAndComesBackWithIt()
    {
        LearningLink link = WithTemporary();
        link.Hear(Advertise(3 * Hour, 2));
        Assert.Empty(link.Of(AddressOrigin.Temporary));
        link.Hear(Advertise(3 * Hour, Hour));
        InterfaceAddress temporary = Assert.Single(link.Of(AddressOrigin.Temporary));
        Assert.Equal((link.Stable.PreferredUntil, link.Stable.ValidUntil), (temporary.PreferredUntil, temporary.ValidUntil));
        link.Run(Hour + 1);
        Assert.Equal(AddressState.Deprecated, Assert.Single(link.Of(AddressOrigin.Temporary)).State);
        link.Hear(Advertise(3 * Hour, Hour));
        Assert.Equal(AddressState.Preferred, Assert.Single(link.Of(AddressOrigin.Temporary)).State);
        link.Run((3 * Hour) + 1);
        Assert.Empty(link.Interface.Addresses);
    }

    [Fact]
    public void Temporary_DuplicatesInARow_AreGivenUp()
    {
        LearningLink link = WithTemporary();
        link.Hear(Advertise(Hour, Hour));
        for (int i = 0; i < 3; i++)
        {
            InterfaceAddress duplicate = Assert.Single(link.Of(AddressOrigin.Temporary));
            link.Interface.SetAddress(duplicate with { State = AddressState.Duplicate });
            link.Addresses.Replace(duplicate);
            link.Run(0);
        }

        Assert.Empty(link.Of(AddressOrigin.Temporary));
        Assert.Equal(AddressState.Preferred, link.Stable.State);
    }

    private static LearningLink WithTemporary() => new(new Ipv6Settings { DetectionTransmits = 0 });

    private static RouterAdvertisementBuilder Advertise(uint valid, uint preferred) =>
        new RouterAdvertisementBuilder().Prefix("2001:db8:1::/64", valid, preferred);

    private void MakeDuplicate(InterfaceAddress own)
    {
        _link.Interface.SetAddress(own with { State = AddressState.Duplicate });
        _link.Addresses.Replace(own);
    }
}
