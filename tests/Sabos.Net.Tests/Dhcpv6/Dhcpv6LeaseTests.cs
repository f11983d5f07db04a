using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A lease's life: prolonged, lost, confirmed, declined, given back (RFC 8415 18.2.3 to 18.2.8).</summary>
public sealed class Dhcpv6LeaseTests
{
    private const ushort NoBinding = 3;
    private const ushort NotOnLink = 4;

    // RFC 8415 21.4: half and four fifths of the shortest preferred lifetime, where the server leaves it to us.
    [Theory]
    [InlineData(0, 0, 500)]
    [InlineData(300, 700, 300)]
    [InlineData(1, 100, 20)] // nobody wants to hear of us every second
    public void Renew_AtT1_ProlongsTheLease(uint t1, uint t2, double renewal)
    {
        Dhcpv6Segment segment = new();
        (segment.Server.Renewal, segment.Server.Rebinding) = (t1, t2);
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 6));
        Instant bound = segment.Network.Clock.Now;
        Instant valid = segment.Leased!.ValidUntil;
        segment.Run(renewal + 1);
        Dhcpv6Heard renew = Assert.Single(segment.Heard(Dhcpv6MessageType.Renew));
        Assert.InRange((renew.At - bound).TotalSeconds, renewal, renewal + 0.01);
        Assert.Equal(segment.Server.Identifier, renew.Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal([Dhcpv6Segment.Address], renew.Addresses);
        Assert.Equal([0, 23, 0, 24], renew.Option(Dhcpv6OptionCode.OptionRequest));
        Assert.Equal(Dhcpv6State.Bound, segment.Client.State);
        Assert.InRange((segment.Leased!.ValidUntil - valid).TotalSeconds, renewal, renewal + 0.01);
        Assert.Equal(AddressState.Preferred, segment.Leased.State);
    }

    [Fact]
    public void Info_Bound_TellsTheLease()
    {
        Dhcpv6Segment segment = new();
        (segment.Server.Renewal, segment.Server.Rebinding) = (300, 700);
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 6));
        Dhcpv6Info info = segment.Interface.GetDhcpv6()!;
        Assert.Equal([Dhcpv6Segment.Address], info.Addresses);
        Assert.Equal(segment.Server.Identifier, info.Server.ToArray());
        Assert.Equal(TimeSpan.FromSeconds(400), info.Rebinding - info.Renewal);
        Assert.Equal(segment.Leased!.ValidUntil, info.Expiry);
        segment.Interface.ReleaseIpv6();
        info = segment.Interface.GetDhcpv6()!;
        Assert.Equal(Dhcpv6State.Released, info.State);
        Assert.True(info.Server.IsEmpty);
    }

    // RFC 8415 18.2.4: REN_TIMEOUT 10 s, doubling.
    [Fact]
    public void Renew_FirstIsLost_TheSecondProlongs()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Server.Deaf = 1;
        segment.Run(520);
        var renews = segment.Heard(Dhcpv6MessageType.Renew);
        Assert.Equal(2, renews.Count);
        Assert.InRange((renews[1].At - renews[0].At).TotalSeconds, 9, 11);
        Assert.Equal(Dhcpv6State.Bound, segment.Client.State);
    }

    // RFC 8415 18.2.5: whoever knows the lease; the server's name is not said.
    [Fact]
    public void Rebind_ServerIsGoneAtT2_AnotherProlongs()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Server.Deaf = int.MaxValue;
        segment.Run(700);
        Dhcpv6Server other = new(segment.Network, segment.Wire, 0x0200_0000_0034);
        Assert.True(segment.RunUntil(Dhcpv6State.Rebinding, 120));
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 1));
        Dhcpv6Heard rebind = other.Heard.Single(heard => heard.Type == Dhcpv6MessageType.Rebind);
        Assert.Null(rebind.Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal([Dhcpv6Segment.Address], rebind.Addresses);
        segment.Run(501);
        Assert.Equal(other.Identifier, segment.Heard(Dhcpv6MessageType.Renew)[^1].Option(Dhcpv6OptionCode.ServerIdentifier));
    }

    // RFC 8415 18.2.5: at the end of the valid lifetime; deprecated before (RFC 4862 5.5.4).
    [Fact]
    public void Lease_NobodyProlongs_IsDeprecatedThenWithdrawnAndObtainedAgain()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Server.Deaf = int.MaxValue;
        segment.Run(1000);
        Assert.Equal(AddressState.Deprecated, segment.Leased!.State);
        Assert.Equal(Dhcpv6State.Rebinding, segment.Client.State);
        segment.Run(1000);
        Assert.Null(segment.Leased);
        Assert.Empty(segment.Stack.NameServers.Servers);
        Assert.Equal(Dhcpv6State.Soliciting, segment.Client.State);
        segment.Server.Deaf = 0;
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 10));
    }

    [Fact]
    public void Lease_ForEver_IsNeverRenewed()
    {
        Dhcpv6Segment segment = new();
        segment.Server.Preferred = segment.Server.Valid = uint.MaxValue;
        segment.Bound();
        segment.Run(1_000_000);
        Assert.Equal(2, segment.Server.Heard.Count);
        Assert.Equal(Instant.Never, segment.Leased!.ValidUntil);
    }

    // Shorter than anybody would renew: it ends, and is asked for again at most every few seconds.
    [Fact]
    public void Lease_OfFiveSeconds_IsRenewedAtItsEndWithoutHaste()
    {
        Dhcpv6Segment segment = new();
        (segment.Server.Preferred, segment.Server.Valid) = (5, 5);
        segment.Run(60);
        Assert.InRange(segment.Server.Heard.Count, 10, 40);
    }

    // RFC 8415 18.2.10.1: a server that has forgotten is asked for the same address.
    [Fact]
    public void Renew_NoBinding_TheSameIsRequested()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Server.AssociationStatus = (Dhcpv6MessageType.Renew, NoBinding);
        segment.Run(500);
        Assert.Equal([Dhcpv6Segment.Address], segment.Heard(Dhcpv6MessageType.Request)[^1].Addresses);
        Assert.Equal(2, segment.Heard(Dhcpv6MessageType.Request).Count);
        Assert.Equal(Dhcpv6State.Bound, segment.Client.State);
        Assert.Equal(AddressState.Preferred, segment.Leased!.State);
    }

    // RFC 8415 18.2.10.1: a valid lifetime of 0.
    [Fact]
    public void Renew_TheAddressIsTakenBack_ServersAreLookedForAnew()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        (segment.Server.Preferred, segment.Server.Valid) = (0, 0);
        segment.Run(500);
        Assert.Null(segment.Leased);
        (segment.Server.Preferred, segment.Server.Valid) = (1000, 2000);
        segment.Server.Offered = LearningLink.Parse("2001:db8:1::99");
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 20));
        Assert.Equal(segment.Server.Offered, segment.Leased!.Address);
    }

    // RFC 8415 18.2.12, 18.2.3.
    [Fact]
    public void LinkUp_SameLink_LeaseIsConfirmedAndStaysInUse()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.FlapLink();
        segment.Run(0.005);
        Assert.True(segment.Leased!.IsAssigned);
        segment.Run(3);
        Dhcpv6Heard confirm = Assert.Single(segment.Heard(Dhcpv6MessageType.Confirm));
        Assert.Null(confirm.Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal([Dhcpv6Segment.Address], confirm.Addresses);
        Assert.Equal(Dhcpv6State.Bound, segment.Client.State);
        Assert.Equal(AddressState.Preferred, segment.Leased!.State);
        segment.Run(500);
        Assert.Single(segment.Heard(Dhcpv6MessageType.Renew));
    }

    [Fact]
    public void LinkUp_AnotherLink_AddressGoesAndAnotherIsLeased()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Server.Status = (Dhcpv6MessageType.Confirm, NotOnLink);
        segment.Server.Offered = LearningLink.Parse("2001:db8:2::5");
        segment.FlapLink();
        Assert.True(segment.RunUntil(Dhcpv6State.Soliciting, 3));
        Assert.Null(segment.Leased);
        segment.Bound();
        Assert.Equal(segment.Server.Offered, segment.Leased!.Address);
    }

    // RFC 8415 18.2.3: CNF_MAX_RD, about ten seconds; then what we have is used on.
    [Fact]
    public void LinkUp_NobodyConfirms_LeaseIsUsedOn()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Server.Deaf = int.MaxValue;
        segment.FlapLink();
        segment.Run(15);
        Assert.Equal(4, segment.Heard(Dhcpv6MessageType.Confirm).Count);
        Assert.Equal(Dhcpv6State.Bound, segment.Client.State);
        Assert.NotNull(segment.Leased);
    }

    [Fact]
    public void LinkUp_LeaseEndedMeanwhile_BeginsAnew()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Port.IsLinkUp = false;
        segment.Run(2001);
        Assert.Null(segment.Leased);
        segment.Port.IsLinkUp = true;
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 6));
        Assert.Empty(segment.Heard(Dhcpv6MessageType.Confirm));
    }

    // RFC 8415 18.2.8, RFC 4862 5.4.
    [Fact]
    public void Address_AnotherStationHasIt_IsDeclinedAndAnotherLeased()
    {
        Dhcpv6Segment segment = new();
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 6));
        segment.Router.Claim(Dhcpv6Segment.Address);
        segment.Run(1);
        Dhcpv6Heard decline = Assert.Single(segment.Heard(Dhcpv6MessageType.Decline));
        Assert.Equal(segment.Server.Identifier, decline.Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal([Dhcpv6Segment.Address], decline.Addresses);
        Assert.Null(segment.Leased);
        segment.Server.Offered = LearningLink.Parse("2001:db8:1::99");
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 15));
        Assert.Equal(segment.Server.Offered, segment.Leased!.Address);
    }

    // RFC 8415 18.2.8: DEC_MAX_RC.
    [Fact]
    public void Decline_Unanswered_IsSentFourTimes()
    {
        Dhcpv6Segment segment = new();
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 6));
        segment.Server.Deaf = 4;
        segment.Router.Claim(Dhcpv6Segment.Address);
        segment.Run(20);
        Assert.Equal(4, segment.Heard(Dhcpv6MessageType.Decline).Count);
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 20));
    }

    // RFC 8415 18.2.7: the address is not used any more once that is said.
    [Fact]
    public void Release_Bound_IsSaidAndTheAddressGoesForGood()
    {
        Dhcpv6Segment segment = new Dhcpv6Segment().Bound();
        segment.Interface.ReleaseIpv6();
        Assert.Null(segment.Leased);
        segment.Run(0.1);
        Dhcpv6Heard release = Assert.Single(segment.Heard(Dhcpv6MessageType.Release));
        Assert.Equal(segment.Server.Identifier, release.Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal([Dhcpv6Segment.Address], release.Addresses);
        Assert.Equal([0, 0], release.Option(Dhcpv6OptionCode.ElapsedTime));
        Assert.Null(release.Option(Dhcpv6OptionCode.OptionRequest));
        Assert.Empty(segment.Stack.NameServers.Servers);
        segment.FlapLink();
        segment.Router.Advertise();
        segment.Run(100);
        Assert.Equal(3, segment.Server.Heard.Count);
        Assert.Equal(Dhcpv6State.Released, segment.Client.State);
    }

    [Fact]
    public void Release_WithoutALease_SaysNothing()
    {
        Dhcpv6Segment segment = new(Dhcpv6Segment.Other);
        Assert.True(segment.RunUntil(Dhcpv6State.Informed, 3));
        segment.Interface.ReleaseIpv6();
        segment.Run(1);
        Assert.Single(segment.Server.Heard);
        Assert.Empty(segment.Stack.NameServers.Servers);
    }
}
