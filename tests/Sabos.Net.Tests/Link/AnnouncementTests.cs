using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A device asks that the neighbours be told where the station is (virtio 1.2, 5.1.6.5.4): it was moved to another host.</summary>
public sealed class AnnouncementTests
{
    [Fact]
    public void Request_Ipv4_IsAnnouncedTwiceByArp()
    {
        OneHost host = new();
        host.Port.AnnouncementRequests++;
        host.Run(5);

        ArpPacket announcement = new(ArpOperation.Request, TwoHosts.LeftHardware, TwoHosts.LeftAddress, default, TwoHosts.LeftAddress);
        Assert.Equal([announcement, announcement], host.Station.Frames.Select(Frame.Arp).OfType<ArpPacket>());
    }

    // The device takes the request as fulfilled when it is flushed.
    [Fact]
    public void Request_IsFulfilledBeforeTheFlush()
    {
        OneHost host = new();
        host.Port.AnnouncementRequests++;
        int flushes = host.Port.Flushes;
        long sent = host.Port.Statistics.SentFrames;
        host.Stack.Poll(host.Stack.Now);

        Assert.Equal((flushes + 1, sent + 1), (host.Port.Flushes, host.Port.Statistics.SentFrames));
    }

    // RFC 4861 7.2.6: to all nodes, not solicited, with the override flag.
    [Fact]
    public void Request_Ipv6_EveryAddressIsAdvertisedToAllNodes()
    {
        OneIpv6Host host = new();
        host.Station.Frames.Clear();
        host.Port.AnnouncementRequests++;
        host.Run();

        List<(Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body)> heard = [.. host.Station.Frames
            .Select(Frame.Icmpv6).OfType<(Ipv6Header Ip, Icmpv6Header Icmp, byte[] Body)>()
            .Where(static message => message.Icmp.Type == Icmpv6Type.NeighborAdvertisement)];
        Assert.Equal(
            host.Interface.Addresses.Where(static own => own.Address.IsIpv6).Select(static own => own.Address.InZone(0).ToString()).Order(),
            heard.Select(static message => Frame.Neighbor(message.Body).Target.ToString()).Order());
        Assert.All(heard, static message => Assert.Equal(
            (0x2000_0000U, "ff02::1", (byte)255, (MacAddress?)TwoHosts.LeftHardware),
            (message.Icmp.Rest, message.Ip.Destination.InZone(0).ToString(), message.Ip.HopLimit, Frame.Neighbor(message.Body).Hardware)));
    }

    [Fact]
    public void Request_Once_IsNotRepeated()
    {
        OneHost host = new();
        host.Port.AnnouncementRequests++;
        host.Run(5);
        host.Station.Frames.Clear();
        host.Run(60);

        Assert.Empty(host.Station.Frames.Select(Frame.Arp).OfType<ArpPacket>());
    }
}
