using System;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>How a name becomes ours on a link, and stays so (RFC 6762 8 to 10).</summary>
public sealed class MulticastClaimTests
{
    private const string OwnAddressRecord = "alpha.local A 8001 120 10.0.0.1";

    // 8.1: three probes 250 ms apart, the first after a random pause; 8.3: two announcements a second apart.
    [Fact]
    public void Start_FreeName_IsProbedForAndAnnounced()
    {
        MulticastScene scene = new(settle: false);
        scene.Network.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(5, scene.Heard.Count);
        Assert.All(scene.Heard, static message =>
        {
            Assert.Equal(MulticastScene.Group, message.To);
            Assert.Equal(new IpEndpoint(TwoHosts.LeftAddress, 5353), message.From);
            Assert.Equal(255, message.Hops);
            Assert.Equal(0, message.Header.Id);
        });
        Assert.All(scene.Heard[..3], static probe =>
        {
            Assert.False(probe.Header.IsResponse);
            Assert.Equal(["alpha.local 255 8001"], probe.Questions);
            Assert.Equal(["alpha.local A 1 120 10.0.0.1"], probe.Authorities);
        });
        Assert.All(scene.Heard[3..], static announcement =>
        {
            Assert.Equal(DnsFlags.Response | DnsFlags.Authoritative, announcement.Header.Flags);
            Assert.Equal([OwnAddressRecord, "1.0.0.10.in-addr.arpa Ptr 8001 120 alpha.local"], announcement.Answers);
        });
        double[] gaps = [.. scene.Heard.Zip(scene.Heard.Skip(1)).Select(static pair => (pair.Second.Time - pair.First.Time).TotalMilliseconds)];
        Assert.Equal([250, 250, 250, 1000], gaps.Select(static gap => Math.Round(gap)));
        Assert.Equal(["alpha.local"], scene.OwnNames);
    }

    // 9: somebody has the name.
    [Fact]
    public void Probe_Answered_AnotherNameIsProbedFor()
    {
        MulticastScene scene = new(settle: false);
        scene.OnHeard = message =>
        {
            if (message.Questions is ["alpha.local 255 8001"] or ["alpha-2.local 255 8001"])
            {
                scene.Say(MulticastScene.Response(DnsServer.A(message.Questions[0].Split(' ')[0], 120, 10, 0, 0, 9)));
            }
        };
        scene.Network.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["alpha-3.local"], scene.OwnNames);
        Assert.DoesNotContain(scene.Heard, static message => message.Answers.Exists(static answer => answer.StartsWith("alpha.local", StringComparison.Ordinal)));
        Assert.Contains("alpha-3.local A 8001 120 10.0.0.1", scene.Heard[^1].Answers);
    }

    // 8.4: whatever else the stack has to do or not.
    [Fact]
    public void Address_Added_IsAnnouncedAtOnce()
    {
        MulticastScene scene = new(settle: true);
        Instant added = scene.Network.Clock.Now;
        scene.Interface.AddAddress(new IpPrefix(IpAddress.FromIpv6(0xFE80_0000_0000_0000, 7), 64));
        Assert.Equal(added, scene.Stack.MulticastDns.NextPoll);
        MulticastMessage announcement = scene.AwaitHeard();
        Assert.Contains("alpha.local Aaaa 8001 120 fe80::7", announcement.Answers);
        Assert.Equal(1, (announcement.Time - added).TotalMilliseconds, tolerance: 0.1);
    }

    // 9: the name is asked for once more, and taken back if nobody defends it.
    [Fact]
    public void Conflict_WithOurEstablishedName_IsProbedForOnceMore()
    {
        MulticastScene scene = new(settle: true);
        scene.Say(MulticastScene.Response(DnsServer.A("ALPHA.local", 120, 10, 0, 0, 9)));
        Assert.Equal(["alpha.local 255 8001"], scene.AwaitHeard().Questions);
        Assert.Empty(scene.OwnNames);
        scene.Network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["alpha.local"], scene.OwnNames);
    }

    // Our own record from elsewhere, another type, and what is being taken back are no conflict.
    [Theory]
    [InlineData("same", 120u)]
    [InlineData("other name", 120u)]
    [InlineData("goodbye", 0u)]
    public void Response_ThatContradictsNothing_IsNoConflict(string kind, uint timeToLive)
    {
        MulticastScene scene = new(settle: true);
        byte[] address = kind == "same" ? MulticastScene.OwnAddress : [10, 0, 0, 9];
        scene.Say(MulticastScene.Response(DnsServer.A(kind == "other name" ? "beta.local" : "alpha.local", timeToLive, address)));
        scene.Network.RunFor(TimeSpan.FromSeconds(2));
        Assert.Empty(scene.Heard);
    }

    // 8.2: of two that probe at a time, the one whose data comes later in order goes first.
    [Theory]
    [InlineData(9, true)]
    [InlineData(1, false)]
    [InlineData(0, false)]
    public void Probe_OfAnotherAtTheSameTime_LaterDataGoesFirst(byte last, bool othersGoFirst)
    {
        MulticastScene scene = new(settle: false);
        scene.OnHeard = message =>
        {
            scene.OnHeard = null;
            scene.Say(MulticastScene.Probe("alpha.local", DnsServer.A("alpha.local", 120, 10, 0, 0, last)));
        };
        scene.Network.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["alpha.local"], scene.OwnNames);
        Assert.Equal(othersGoFirst ? 4 : 3, scene.Heard.Count(static message => message.Questions.Count > 0));
        if (othersGoFirst)
        {
            Assert.Equal(1, (scene.Heard[1].Time - scene.Heard[0].Time).TotalSeconds, tolerance: 0.01);
        }
    }

    // 8.1: somebody who takes every name is not asked again and again at once.
    [Fact]
    public void Conflicts_OverAndOver_SlowTheProbes()
    {
        MulticastScene scene = new(settle: false);
        scene.OnHeard = message =>
        {
            if (message.Questions.Count > 0)
            {
                scene.Say(MulticastScene.Response(DnsServer.A(message.Questions[0].Split(' ')[0], 120, 10, 0, 0, 9)));
            }
        };
        scene.Network.RunFor(TimeSpan.FromMinutes(1));
        Assert.InRange(scene.Heard.Count, 16, 100);
    }

    // 8.4: other data are announced; 10.1: what is gone is taken back.
    [Fact]
    public void Address_Changed_OldOneIsTakenBackAndNewOneAnnounced()
    {
        MulticastScene scene = new(settle: true);
        scene.Interface.AddAddress(new IpPrefix(IpAddress.FromIpv4(10, 0, 0, 5), 24));
        scene.Interface.RemoveAddress(TwoHosts.LeftAddress);
        scene.Network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["alpha.local A 1 0 10.0.0.1", "1.0.0.10.in-addr.arpa Ptr 1 0 alpha.local"], scene.Heard[0].Answers);
        Assert.Equal(["alpha.local A 8001 120 10.0.0.5", "5.0.0.10.in-addr.arpa Ptr 8001 120 alpha.local"], scene.Heard[1].Answers);
        Assert.Equal(3, scene.Heard.Count);
    }

    [Fact]
    public void Stop_OurRecords_AreTakenBack()
    {
        MulticastScene scene = new(settle: true);
        scene.Stack.MulticastDns.Stop();
        scene.Network.RunFor(TimeSpan.FromSeconds(5));
        MulticastMessage goodbye = Assert.Single(scene.Heard);
        Assert.Equal(["alpha.local A 8001 0 10.0.0.1", "1.0.0.10.in-addr.arpa Ptr 8001 0 alpha.local"], goodbye.Answers);
        Assert.Empty(scene.Ask(MulticastScene.Query("alpha.local", 1)));
        Assert.Empty(scene.Stack.Udp.GetListeners());
    }

    [Fact]
    public void Start_WithoutAddress_SaysNothing()
    {
        MulticastScene scene = new(settle: false);
        scene.Interface.RemoveAddress(TwoHosts.LeftAddress);
        scene.Network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Empty(scene.Heard);
        Assert.Empty(scene.OwnNames);
    }
}
