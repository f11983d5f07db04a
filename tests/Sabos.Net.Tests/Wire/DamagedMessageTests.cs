using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Whatever is read of a damaged message is possible, and lies within it.</summary>
public sealed class DamagedMessageTests
{
    private const int Count = 20_000;

    private static readonly IpAddress s_router = LearningLink.Parse("fe80::1");
    private static readonly IpAddress s_group = LearningLink.Parse("ff05::9");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RouterAdvertisement_Options_AreWithinItAndPossible(int seed)
    {
        byte[] sound = new RouterAdvertisementBuilder().Prefix("2001:db8:4::/64", 7200, 3600).Route("2001:db8:5::/48", 600).Mtu(1300)
            .Servers(600, "2001:db8::1", "2001:db8::2").Search(600, "example.org", "a.b").Build(s_router, IpAddress.AllNodes);
        int read = 0;
        foreach (byte[] bytes in Damage.Of(sound, seed, Count))
        {
            if (TryParse(Icmpv6Type.RouterAdvertisement, bytes, s_router, out Icmpv6Message message) && RouterAdvertisement.TryParse(message, out RouterAdvertisement advertisement))
            {
                read++;
                Assert.InRange(advertisement.Preference, -1, 1);
                Assert.Equal(bytes.Length - 16, CheckOptions(advertisement.Options));
            }
        }

        Assert.InRange(read, Count / 10, Count * 9 / 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Redirect_Taken_IsToARouterOrToTheDestinationItself(int seed)
    {
        byte[] sound = [.. new byte[8], .. LearningLink.Parse("fe80::7").AsBytes(), .. LearningLink.Parse("2001:db8::9").AsBytes(), 2, 1, 2, 0, 0, 0, 0, 7];
        int read = 0;
        foreach (byte[] bytes in Damage.Of(sound, seed, Count))
        {
            if (TryParse(Icmpv6Type.Redirect, bytes, s_router, out Icmpv6Message message) && RedirectMessage.TryParse(message, out RedirectMessage redirect))
            {
                read++;
                Assert.False(redirect.Destination.IsMulticast);
                Assert.True(redirect.Target.IsLinkLocal || redirect.Target == redirect.Destination);
                Assert.Equal(bytes.Length - 40, CheckOptions(redirect.Options));
            }
        }

        Assert.InRange(read, Count / 10, Count * 9 / 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MembershipQuery_OfMld_AsksWithinBounds(int seed)
    {
        byte[] sound = [.. new byte[4], 3, 232, 0, 0, .. s_group.AsBytes(), 2, 125, 0, 2, .. s_router.AsBytes(), .. s_router.AsBytes()];
        int read = 0;
        foreach (byte[] bytes in Damage.Of(sound, seed, Count))
        {
            if (TryParse(Icmpv6Type.MulticastListenerQuery, bytes, s_router, out Icmpv6Message message) && MembershipQueryParser.TryParseMld(message, out MembershipQuery query))
            {
                read++;
                CheckQuery(query, longest: TimeSpan.FromMilliseconds(0x1FFF << 10), (bytes.Length - 28) / 16);
            }
        }

        Assert.InRange(read, Count / 10, Count * 9 / 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MembershipQuery_OfIgmp_AsksWithinBounds(int seed)
    {
        byte[] sound = [0x11, 100, 0, 0, 239, 1, 2, 3, 2, 125, 0, 2, 10, 0, 0, 1, 10, 0, 0, 2];
        int read = 0;
        foreach (byte[] bytes in Damage.Of(sound, seed, Count))
        {
            if (MembershipQueryParser.TryParseIgmp(bytes, out MembershipQuery query))
            {
                read++;
                CheckQuery(query, longest: TimeSpan.FromMilliseconds(100 * (0x1F << 10)), (bytes.Length - 12) / 4);
            }
        }

        Assert.InRange(read, Count / 10, Count * 9 / 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Lease_OfDhcp_IsOneThatAHostCanUse(int seed)
    {
        int read = 0;
        foreach (byte[] bytes in Damage.Of(SoundAck()[DhcpMessage.FixedSize..], seed, Count))
        {
            byte[] message = [.. SoundAck()[..DhcpMessage.FixedSize], .. bytes];
            Assert.True(DhcpMessage.TryParse(message, out DhcpMessage parsed));
            if (!DhcpLeaseReader.TryRead(parsed, requested: default, out DhcpLease? lease))
            {
                continue;
            }

            read++;
            Assert.Equal(IpAddress.FromIpv4(10, 0, 2, 15), lease.Address.Address);
            Assert.InRange(lease.Address.Length, 1, 32);
            Assert.False(lease.Address.IsBroadcast(lease.Address.Address) && lease.Address.Length < 31);
            Assert.False(lease.Server.IsMulticast || lease.Server.IsUnspecified || lease.Server.IsLoopback || lease.Server == lease.Address.Address);
            Assert.True(lease.Duration > TimeSpan.Zero);
            Assert.True(lease.Renewal <= lease.Rebinding);
            Assert.True(lease.Duration == TimeSpan.MaxValue ? lease.Rebinding == Instant.Never : lease.Rebinding <= lease.Obtained + lease.Duration);
            Assert.True(lease.Mtu is null or (>= 576 and <= 65_535));
            foreach (IReadOnlyList<IpAddress> servers in new[] { lease.Routers, lease.DnsServers, lease.NtpServers })
            {
                Assert.InRange(servers.Count, 0, 8);
                Assert.DoesNotContain(servers, static server => server.IsMulticast || server.IsUnspecified || server.IsLoopback);
            }

            Assert.InRange(lease.ClasslessRoutes.Count, 0, ClasslessRouteOption.MaxRoutes);
            Assert.All(lease.ClasslessRoutes, static route => Assert.Equal(route.Destination.Network, route.Destination));
            Assert.All(lease.SearchDomains, static domain => Assert.True(DnsName.TryNormalize(domain, out _), domain));
        }

        Assert.InRange(read, Count / 10, Count * 9 / 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void HeaderChain_Followed_EndsWithinThePacket(int seed)
    {
        int[] ends = new int[5];
        foreach (byte[] bytes in Damage.Of(SoundPacket(), seed, Count))
        {
            if (!Ipv6Packet.TryParseQuotation(bytes, out Ipv6Packet packet))
            {
                continue;
            }

            var chain = Ipv6HeaderChain.Follow(packet);
            ends[(int)chain.End]++;
            CheckChain(packet, chain);
            if (chain.End == Ipv6ChainEnd.Fragment)
            {
                CheckChain(packet, chain.FollowFragment(packet));
            }

            if (Icmpv6Quotation.TryParse(bytes, out Icmpv6Quotation quotation))
            {
                Assert.True(quotation.Payload.Length >= 8 && packet.Bytes.EndsWith(quotation.Payload));
                Assert.True(quotation.Source == packet.Source && quotation.Destination == packet.Destination);
                Assert.False(IsExtension(quotation.Protocol));
            }
        }

        Assert.All(ends, static count => Assert.NotEqual(0, count));
    }

    /// <summary>Bytes of all options.</summary>
    private static int CheckOptions(NeighborOptions options)
    {
        int length = 0;
        foreach (NeighborOption option in options)
        {
            Assert.True(option.Bytes.Length > 0 && option.Bytes.Length % 8 == 0);
            length += option.Bytes.Length;
            if (PrefixInformation.TryParse(option, out PrefixInformation prefix))
            {
                Assert.Equal(prefix.Prefix.Network, prefix.Prefix);
                Assert.False(prefix.Prefix.Address.IsMulticast || prefix.Prefix.Address.IsLinkLocal);
            }

            if (option.Type == NeighborOptionType.RouteInformation && RouteInformation.TryParse(option, out RouteInformation route))
            {
                Assert.Equal(route.Prefix.Network, route.Prefix);
                Assert.InRange(route.Prefix.Length, 0, (option.Bytes.Length - 8) * 8);
                Assert.InRange(route.Preference, -1, 1);
            }

            if (option.Type == NeighborOptionType.RecursiveDnsServers && RecursiveDnsServers.TryParse(option, out RecursiveDnsServers servers))
            {
                Assert.Equal(option.Bytes.Length, 8 + (16 * servers.Count));
                Assert.Equal(IpAddress.Read(option.Bytes[^16..]), servers[servers.Count - 1]);
            }

            if (option.Type == NeighborOptionType.DnsSearchList)
            {
                IReadOnlyList<string> domains = DnsSearchList.Read(option);
                Assert.InRange(domains.Sum(static domain => domain.Length + 2), 0, option.Bytes.Length - 8);
                Assert.DoesNotContain(domains, static domain => domain.Contains(' ', StringComparison.Ordinal) || domain.Contains("..", StringComparison.Ordinal));
            }
        }

        return length;
    }

    private static void CheckQuery(MembershipQuery query, TimeSpan longest, int room)
    {
        Assert.True(query.Group.IsUnspecified || query.Group.IsMulticast);
        Assert.InRange(query.MaxResponse, TimeSpan.Zero, longest);
        Assert.InRange(query.Sources.Count, 0, Math.Max(room, 0));
        Assert.False(query.Group.IsUnspecified && query.Sources.Count > 0);
        Assert.InRange(query.Robustness, 0, 7);
    }

    private static void CheckChain(in Ipv6Packet packet, in Ipv6HeaderChain chain)
    {
        Assert.InRange(chain.Offset, 0, packet.Bytes.Length);
        Assert.InRange(chain.NextHeaderOffset, Ipv6Packet.NextHeaderOffset, packet.Bytes.Length - 1);
        if (chain.End == Ipv6ChainEnd.UpperLayer)
        {
            Assert.False(IsExtension(chain.Protocol));
        }

        if (chain.End is Ipv6ChainEnd.UpperLayer or Ipv6ChainEnd.Fragment)
        {
            Assert.True(chain.Offset > chain.NextHeaderOffset && chain.Offset >= Ipv6Header.Size && chain.Offset % 8 == 0);
            Assert.Equal(chain.Protocol, (IpProtocol)packet.Bytes[chain.NextHeaderOffset]);
        }

        if (chain.End == Ipv6ChainEnd.Fragment)
        {
            Assert.InRange(chain.Offset, 0, packet.Bytes.Length - Ipv6FragmentHeader.Size);
        }
    }

    private static bool IsExtension(IpProtocol protocol) => protocol
        is IpProtocol.HopByHopOptions or IpProtocol.Ipv6Routing or IpProtocol.Ipv6Fragment or IpProtocol.Ipv6DestinationOptions;

    /// <summary>Sets type and checksum of the message right again, so that the rest is looked at.</summary>
    private static bool TryParse(Icmpv6Type type, byte[] bytes, IpAddress source, out Icmpv6Message message)
    {
        message = default;
        if (bytes.Length < Icmpv6Header.Size)
        {
            return false;
        }

        uint rest = (uint)((bytes[4] << 24) | (bytes[5] << 16) | (bytes[6] << 8) | bytes[7]);
        new Icmpv6Header(type, bytes[1], rest).WriteTo(bytes, source, IpAddress.AllNodes);
        return Icmpv6Message.TryParse(bytes, source, IpAddress.AllNodes, out message);
    }

    private static byte[] SoundAck()
    {
        byte[] reply = new byte[400];
        DhcpMessageWriter writer = new(reply, isReply: true, transaction: 7, DhcpSegment.Hardware);
        writer.WriteYourAddress(IpAddress.FromIpv4(10, 0, 2, 15));
        writer.Add(DhcpMessageType.Ack);
        writer.Add(DhcpOption.ServerIdentifier, DhcpServer.Address);
        writer.Add(DhcpOption.LeaseTime, 3600);
        writer.Add(DhcpOption.RenewalTime, 1000);
        writer.Add(DhcpOption.RebindingTime, 2000);
        writer.Add(DhcpOption.SubnetMask, IpAddress.FromIpv4(255, 255, 255, 0));
        writer.Add(DhcpOption.Router, DhcpServer.Address);
        writer.Add(DhcpOption.DomainNameServer, IpAddress.FromIpv4(10, 0, 2, 3));
        writer.Add(DhcpOption.NtpServers, IpAddress.FromIpv4(10, 0, 2, 4));
        writer.Add(DhcpOption.InterfaceMtu, [5, 120]);
        writer.Add(DhcpOption.ClasslessStaticRoute, [24, 192, 0, 2, 10, 0, 2, 2, 0, 10, 0, 2, 2]);
        writer.Add(DhcpOption.DomainSearch, [1, (byte)'a', 1, (byte)'b', 0, 1, (byte)'c', 0xC0, 2]);
        return reply[..writer.Finish()];
    }

    // Hop-by-hop options, destination options, a fragment header of the whole, UDP.
    private static byte[] SoundPacket()
    {
        byte[] payload =
        [
            60, 0, 5, 2, 0, 0, 1, 0,
            44, 1, 1, 4, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0,
            17, 0, 0, 0, 0, 0, 0, 9,
            0, 7, 0, 9, 0, 12, 0, 0, 1, 2, 3, 4,
        ];
        byte[] packet = new byte[Ipv6Header.Size + payload.Length];
        new Ipv6Header
        {
            Source = TwoHosts.RightIpv6Address,
            Destination = TwoHosts.LeftIpv6Address,
            NextHeader = IpProtocol.HopByHopOptions,
            HopLimit = 64,
            PayloadLength = payload.Length,
        }.WriteTo(packet);
        payload.CopyTo(packet, Ipv6Header.Size);
        return packet;
    }
}
