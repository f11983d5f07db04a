using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>How a client comes to a lease (RFC 8415 18.2.1, 18.2.2, 18.2.9, 18.2.10), or to what is told beside.</summary>
public sealed class Dhcpv6ClientTests
{
    private const ushort NoAddressesAvailable = 2;
    private const ushort NotOnLink = 4;

    [Fact]
    public void Start_RouterAsksForNothing_NothingIsSent()
    {
        Dhcpv6Segment segment = new(flags: 0);
        segment.Run(100);
        Assert.Equal(Dhcpv6State.Off, segment.Client.State);
        Assert.Empty(segment.Server.Heard);
    }

    [Fact]
    public void Start_NoRouter_NothingIsSent()
    {
        Dhcpv6Segment segment = new();
        segment.Router.Advertisement = null;
        segment.Run(100);
        Assert.Empty(segment.Server.Heard);
    }

    // RFC 8415 7.1, 7.2, 18.2.6, 21.7.
    [Fact]
    public void OtherInformation_Told_NameServersAndDomainsAreUsed()
    {
        Dhcpv6Segment segment = new(Dhcpv6Segment.Other);
        Assert.True(segment.RunUntil(Dhcpv6State.Informed, 3));
        Dhcpv6Heard request = Assert.Single(segment.Server.Heard);
        Assert.Equal(Dhcpv6MessageType.InformationRequest, request.Type);
        Assert.Equal(segment.Interface.LinkLocalAddress!.Value.InZone(0), request.Ip.Source);
        Assert.Equal(LearningLink.Parse("ff02::1:2"), request.Ip.Destination);
        Assert.Equal((546, 547), (request.Udp.SourcePort, request.Udp.DestinationPort));
        Assert.Equal([0, 23, 0, 24, 0, 32], request.Option(Dhcpv6OptionCode.OptionRequest));
        Assert.Equal([0, 0], request.Option(Dhcpv6OptionCode.ElapsedTime));
        Assert.Equal(10, request.Option(Dhcpv6OptionCode.ClientIdentifier)!.Length);
        Assert.Null(request.Option(Dhcpv6OptionCode.IdentityAssociation));
        Assert.Equal("[2001:db8:1::53]:53", Assert.Single(segment.Stack.NameServers.Servers).ToString());
        Assert.Equal("example.test", Assert.Single(segment.Stack.NameServers.SearchDomains));
        Assert.Null(segment.Leased);
    }

    // RFC 8415 18.2.10.4, 21.23: a day where the server says nothing, and never sooner than after ten minutes.
    [Theory]
    [InlineData(null, 86_400)]
    [InlineData(1, 600)]
    [InlineData(3600, 3600)]
    public void OtherInformation_GrowsOld_IsAskedForAgain(int? told, int refresh)
    {
        Dhcpv6Segment segment = new(Dhcpv6Segment.Other);
        if (told is { } seconds)
        {
            segment.Server.MoreOptions.Add((Dhcpv6OptionCode.InformationRefreshTime, [0, 0, (byte)(seconds >> 8), (byte)seconds]));
        }

        Assert.True(segment.RunUntil(Dhcpv6State.Informed, 3));
        segment.Run(refresh - 1);
        Assert.Single(segment.Server.Heard);
        segment.Run(3);
        Assert.Equal(2, segment.Server.Heard.Count);
        Assert.NotEqual(segment.Server.Heard[0].Transaction, segment.Server.Heard[1].Transaction);
    }

    // RFC 8415 18.2.1, 18.2.2: Solicit, Advertise, Request to the one server, Reply; then RFC 4862 5.4.
    [Fact]
    public void Managed_OneServer_LeasesAnAddressThatIsAskedForFirst()
    {
        Dhcpv6Segment segment = new();
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 6));
        Assert.Equal(AddressState.Tentative, segment.Leased!.State);
        segment.Run(2);
        Assert.Equal(AddressState.Preferred, segment.Leased!.State);
        Assert.Equal($"{Dhcpv6Segment.Address}/128", segment.Leased.Prefix.ToString());

        Assert.Equal([Dhcpv6MessageType.Solicit, Dhcpv6MessageType.Request], segment.Server.Heard.Select(heard => heard.Type));
        Dhcpv6Heard solicit = segment.Server.Heard[0];
        Dhcpv6Heard request = segment.Server.Heard[1];
        Assert.Empty(solicit.Addresses);
        Assert.Null(solicit.Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal([0, 23, 0, 24], solicit.Option(Dhcpv6OptionCode.OptionRequest));
        Assert.Equal(segment.Server.Identifier, request.Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal([Dhcpv6Segment.Address], request.Addresses);
        Assert.NotEqual(solicit.Transaction, request.Transaction);
        Assert.Equal(solicit.Option(Dhcpv6OptionCode.ClientIdentifier), request.Option(Dhcpv6OptionCode.ClientIdentifier));
        Assert.Single(segment.Stack.NameServers.Servers);

        // All servers may answer within the first interval, of a second and up to a tenth.
        Assert.InRange((request.At - solicit.At).TotalSeconds, 1, 1.11);
    }

    // RFC 8415 18.2.1: the one with the highest preference does not have to wait for others.
    [Fact]
    public void Advertise_OfHighestPreference_IsTakenAtOnce()
    {
        Dhcpv6Segment segment = new();
        segment.Server.Preference = 255;
        segment.Bound();
        Assert.InRange((segment.Server.Heard[1].At - segment.Server.Heard[0].At).TotalMilliseconds, 1, 10);
    }

    [Theory]
    [InlineData(9, 7)]
    [InlineData(3, 4)]
    public void Advertise_OfSeveral_TheOneOfHigherPreferenceIsTaken(byte first, byte second)
    {
        Dhcpv6Segment segment = new();
        segment.Server.Preference = first;
        Dhcpv6Server other = new(segment.Network, segment.Wire, 0x0200_0000_0034) { Preference = second, Offered = LearningLink.Parse("2001:db8:1::78") };
        segment.Bound();
        Dhcpv6Server better = first > second ? segment.Server : other;
        Assert.Equal(better.Identifier, segment.Heard(Dhcpv6MessageType.Request).Single().Option(Dhcpv6OptionCode.ServerIdentifier));
        Assert.Equal(better.Offered, segment.Leased!.Address);
    }

    // RFC 8415 18.2.1, 21.14.
    [Fact]
    public void RapidCommit_ServerSupportsIt_TwoMessagesAreEnough()
    {
        Dhcpv6Segment segment = new();
        segment.Server.CommitsRapidly = true;
        segment.Bound();
        Assert.Single(segment.Server.Heard);
    }

    // RFC 8415 18.2.1: a Reply without the option is not to a Solicit.
    [Fact]
    public void RapidCommit_ReplyWithoutTheOption_IsIgnored()
    {
        Dhcpv6Segment segment = new();
        segment.Server.Distort = static answer => answer[0] = (byte)Dhcpv6MessageType.Reply;
        segment.Run(10);
        Assert.Equal(Dhcpv6State.Soliciting, segment.Client.State);
        Assert.Null(segment.Leased);
    }

    // RFC 8415 15, 18.2.1: IRT 1 s, doubling, each a tenth more or less, the first interval not less; the same transaction.
    [Fact]
    public void Solicit_Unanswered_IsSentMoreAndMoreSeldom()
    {
        Dhcpv6Segment segment = new();
        segment.Server.Deaf = int.MaxValue;
        segment.Run(20_000);
        var solicits = segment.Heard(Dhcpv6MessageType.Solicit);
        double[] intervals = [.. solicits.Zip(solicits.Skip(1), static (left, right) => (right.At - left.At).TotalSeconds)];
        Assert.InRange(intervals[0], 1, 1.1);
        for (int i = 1; i < intervals.Length; i++)
        {
            Assert.InRange(intervals[i], Math.Min(intervals[i - 1] * 1.9, 3240) - 0.01, Math.Min(intervals[i - 1] * 2.1, 3960) + 0.01);
        }

        Assert.InRange(intervals[^1], 3240, 3960);
        Assert.Single(solicits.Select(static heard => heard.Transaction).Distinct());

        // RFC 8415 21.9: in hundredths of a second since the first.
        byte[] elapsed = solicits[1].Option(Dhcpv6OptionCode.ElapsedTime)!;
        Assert.InRange((elapsed[0] << 8) | elapsed[1], 100, 111);
        Assert.Equal([0xFF, 0xFF], solicits[^1].Option(Dhcpv6OptionCode.ElapsedTime));
    }

    // RFC 8415 18.2.1: so that servers have the whole of it.
    [Fact]
    public void Solicit_FirstInterval_IsNeverShorterThanASecond()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            Dhcpv6Segment segment = new(seed: seed);
            segment.Server.Deaf = int.MaxValue;
            segment.Run(5);
            Assert.InRange((segment.Server.Heard[1].At - segment.Server.Heard[0].At).TotalSeconds, 1, 1.1);
        }
    }

    // RFC 8415 18.2.1: after the first interval the first answer is taken.
    [Fact]
    public void Solicit_FirstIsLost_TheFirstAdvertiseIsTakenAtOnce()
    {
        Dhcpv6Segment segment = new();
        segment.Server.Deaf = 1;
        segment.Bound();
        Assert.InRange((segment.Server.Heard[2].At - segment.Server.Heard[1].At).TotalMilliseconds, 1, 10);
    }

    // RFC 8415 18.2.2: REQ_MAX_RC, then discovery anew.
    [Fact]
    public void Request_Unanswered_IsSentTenTimesThenServersAreLookedForAnew()
    {
        Dhcpv6Segment segment = new();
        Assert.True(segment.RunUntil(Dhcpv6State.Requesting, 6));
        segment.Server.Deaf = 10;
        Assert.True(segment.RunUntil(Dhcpv6State.Soliciting, 400));
        Assert.Equal(10, segment.Heard(Dhcpv6MessageType.Request).Count);
        segment.Bound();
    }

    [Fact]
    public void Request_FirstIsLost_TheSecondIsAnswered()
    {
        Dhcpv6Segment segment = new();
        Assert.True(segment.RunUntil(Dhcpv6State.Requesting, 6));
        segment.Server.Deaf = 1;
        segment.Bound();
        var requests = segment.Heard(Dhcpv6MessageType.Request);
        Assert.Equal(2, requests.Count);
        Assert.Equal(requests[0].Transaction, requests[1].Transaction);
        Assert.InRange((requests[1].At - requests[0].At).TotalSeconds, 0.9, 1.1);
    }

    // RFC 8415 18.2.9: such an Advertise is as good as none.
    [Fact]
    public void Advertise_WithoutAddresses_IsNoOffer()
    {
        Dhcpv6Segment segment = new();
        segment.Server.AssociationStatus = (Dhcpv6MessageType.Solicit, NoAddressesAvailable);
        segment.Run(10);
        Assert.Equal(Dhcpv6State.Soliciting, segment.Client.State);
        Assert.Empty(segment.Heard(Dhcpv6MessageType.Request));
        segment.Server.AssociationStatus = default;
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 20));
    }

    // RFC 8415 18.2.10.1; without haste (14.1).
    [Theory]
    [InlineData(NoAddressesAvailable, true)]
    [InlineData(NotOnLink, true)]
    [InlineData(NotOnLink, false)]
    public void Request_Refused_ServersAreLookedForAnewAfterAPause(ushort status, bool isOfAssociation)
    {
        Dhcpv6Segment segment = new();
        segment.Server.AssociationStatus = isOfAssociation ? (Dhcpv6MessageType.Request, status) : default;
        segment.Server.Status = isOfAssociation ? default : (Dhcpv6MessageType.Request, status);
        segment.Run(60);
        Assert.Null(segment.Leased);
        Assert.InRange(segment.Heard(Dhcpv6MessageType.Solicit).Count, 5, 6);
        segment.Server.AssociationStatus = segment.Server.Status = default;
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 20));
    }

    // RFC 8415 16.3, 16.10: transaction, client and server identifiers; 21.4: times that contradict each other.
    [Theory]
    [InlineData("transaction")]
    [InlineData("client")]
    [InlineData("server")]
    [InlineData("type")]
    [InlineData("truncated")]
    public void Answer_ToAnother_IsIgnored(string fault)
    {
        Dhcpv6Segment segment = new();
        Assert.True(segment.RunUntil(Dhcpv6State.Requesting, 6));
        segment.Server.Distort = answer =>
        {
            int place = fault switch
            {
                "transaction" => 3,
                "client" => 4 + 4 + 9,
                "server" => 4 + 14 + 4 + 9,
                "type" => 0,
                _ => 4 + 14 + 2, // the length of the server's identifier
            };
            answer[place] = fault == "type" ? (byte)Dhcpv6MessageType.Advertise : (byte)~answer[place];
        };
        segment.Run(20);
        Assert.Equal(Dhcpv6State.Requesting, segment.Client.State);
        Assert.InRange(segment.Heard(Dhcpv6MessageType.Request).Count, 3, 6);
        Assert.Null(segment.Leased);
        segment.Server.Distort = null;
        Assert.True(segment.RunUntil(Dhcpv6State.Bound, 40));
    }

    [Fact]
    public void Association_T1AfterT2_IsVoid()
    {
        Dhcpv6Segment segment = new();
        (segment.Server.Renewal, segment.Server.Rebinding) = (600, 500);
        segment.Run(20);
        Assert.Equal(Dhcpv6State.Soliciting, segment.Client.State);
    }

    [Theory]
    [InlineData("ff02::1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::9")]
    [InlineData("::ffff:192.0.2.1")]
    public void Address_ThatNoServerCanLease_IsRefused(string address)
    {
        Dhcpv6Segment segment = new();
        byte[] bytes = new byte[16];
        if (address.Contains("ffff:", StringComparison.Ordinal))
        {
            (bytes[10], bytes[11], bytes[12]) = (0xFF, 0xFF, 192);
            segment.Server.Distort = answer => bytes.CopyTo(answer, answer.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x20, 1, 0x0D, 0xB8, 0, 1]));
        }
        else
        {
            segment.Server.Offered = LearningLink.Parse(address);
        }

        segment.Run(20);
        Assert.Equal(Dhcpv6State.Soliciting, segment.Client.State);
        Assert.Null(segment.Leased);
    }

    // RFC 4861 4.2: a router may change its mind.
    [Fact]
    public void Router_SaysManagedLater_AddressesAreAskedFor()
    {
        Dhcpv6Segment segment = new(Dhcpv6Segment.Other);
        Assert.True(segment.RunUntil(Dhcpv6State.Informed, 3));
        segment.Router.Advertisement = new RouterAdvertisementBuilder { Flags = Dhcpv6Segment.Managed };
        segment.Router.Advertise();
        segment.Bound();
    }
}
