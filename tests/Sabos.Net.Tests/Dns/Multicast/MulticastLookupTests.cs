using System;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Names under .local, asked for on the link (RFC 6762 3 to 5).</summary>
public sealed class MulticastLookupTests
{
    private readonly MulticastScene _scene = new(settle: true);

    [Fact]
    public void Resolve_NameOfAnotherStack_IsFoundOverBothVersions()
    {
        NetworkStack beta = _scene.Network.AddStack(seed: 4, "beta");
        NetworkInterface attached = beta.AddInterface("eth0", _scene.Wire.Attach(TwoHosts.RightHardware));
        attached.AddAddress(new IpPrefix(TwoHosts.RightAddress, 24));
        attached.AddAddress(new IpPrefix(LinkLocal(2), 64));
        _scene.Interface.AddAddress(new IpPrefix(LinkLocal(1), 64));
        beta.MulticastDns.Start();
        _scene.Network.RunFor(TimeSpan.FromSeconds(10));

        DnsQuery query = Resolve("Beta.local", DnsAddressKinds.Any);
        Assert.Equal(2, query.Addresses.Count);
        Assert.Contains(TwoHosts.RightAddress, query.Addresses);
        Assert.Contains(LinkLocal(2).InZone(_scene.Interface.Index), query.Addresses);
        Assert.Equal("beta.local", query.CanonicalName);

        // A link-local address's name is the link's too.
        Assert.Equal("beta.local", Complete(_scene.Stack.Dns.ResolveAddress(LinkLocal(2).InZone(_scene.Interface.Index))).CanonicalName);
    }

    [Fact]
    public void Resolve_NameNobodyHas_IsAskedTwiceThenNotFound()
    {
        Instant start = _scene.Network.Clock.Now;
        Assert.Equal(DnsStatus.NameNotFound, Resolve("nobody.local").Status);
        Assert.Equal(3, (_scene.Network.Clock.Now - start).TotalSeconds, tolerance: 0.1);
        Assert.Equal(["nobody.local 1 8001", "nobody.local 1 1"], _scene.Heard.SelectMany(static message => message.Questions));
        Assert.All(_scene.Heard, static message => Assert.Equal(MulticastScene.Group, message.To));
    }

    [Fact]
    public void Resolve_Again_IsRememberedForItsTimeToLive()
    {
        AnswerWith(DnsServer.A("printer.local", 60, 10, 0, 0, 9));
        Assert.Equal(DnsStatus.Success, Resolve("printer.local").Status);
        Assert.Equal(DnsStatus.Success, Resolve("printer.local").Status);
        Assert.Single(_scene.Heard);
        _scene.Network.RunFor(TimeSpan.FromSeconds(61));
        Resolve("printer.local");
        Assert.Equal(2, _scene.Heard.Count);
    }

    // 6.1: nobody waits for what an NSEC record denies.
    [Fact]
    public void Resolve_TypeThatIsDenied_IsNoDataAtOnce()
    {
        AnswerWith(DnsServer.Record("printer.local", 47, 120, [.. DnsServer.Name("printer.local"), 0, 1, 0x40]));
        Instant start = _scene.Network.Clock.Now;
        Assert.Equal(DnsStatus.NoData, Resolve("printer.local", DnsAddressKinds.Ipv6).Status);
        Assert.Equal(0, (_scene.Network.Clock.Now - start).TotalSeconds, tolerance: 0.1);
    }

    [Fact]
    public void Resolve_RecordSaidTwice_IsOneAddress()
    {
        byte[] record = DnsServer.A("printer.local", 60, 10, 0, 0, 9);
        _scene.OnHeard = _ => _scene.Say(MulticastScene.Response(record, record));
        Assert.Equal([IpAddress.FromIpv4(10, 0, 0, 9)], Resolve("printer.local").Addresses);
    }

    // 5.4: the answer to a question that allows it comes to us alone.
    [Fact]
    public void Resolve_AnswerByUnicast_IsTaken()
    {
        _scene.OnHeard = _ => _scene.SayTo(MulticastScene.Response(DnsServer.A("printer.local", 60, 10, 0, 0, 9)));
        Assert.Equal([IpAddress.FromIpv4(10, 0, 0, 9)], Resolve("printer.local").Addresses);
    }

    // 11 and 6: from the link, from the right port, about the name, and not what is being taken back.
    [Theory]
    [InlineData("elsewhere")]
    [InlineData("port")]
    [InlineData("name")]
    [InlineData("goodbye")]
    [InlineData("class")]
    public void Resolve_AnswerThatIsNone_IsIgnored(string fault)
    {
        byte[] record = DnsServer.A(fault == "name" ? "other.local" : "printer.local", fault == "goodbye" ? 0u : 60u, 6, 6, 6, 6);
        if (fault == "class")
        {
            record[DnsServer.Name("printer.local").Length + 3] = 3;
        }

        IpEndpoint from = fault switch
        {
            "elsewhere" => new IpEndpoint(IpAddress.FromIpv4(192, 0, 2, 1), 5353),
            "port" => _scene.StationEndpoint with { Port = 5354 },
            _ => _scene.StationEndpoint,
        };
        _scene.OnHeard = _ => _scene.Say(MulticastScene.Response(record), from);
        Assert.Equal(DnsStatus.NameNotFound, Resolve("printer.local").Status);
    }

    // 3: names of the link go to no name server; 22.1 (RFC 6762): nor to search domains.
    [Fact]
    public void Resolve_LocalName_NoNameServerHearsOfIt()
    {
        ResolverHost host = new();
        host.Stack.NameServers.Set(NameServerSource.Static, 0, [host.Server.Endpoint], ["one.test"]);
        Assert.Equal(DnsStatus.NameNotFound, host.Resolve("printer.local").Status);
        host.Stack.MulticastDns.Start();
        host.Network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(DnsStatus.NameNotFound, host.Resolve("printer.local").Status);
        Assert.Equal(DnsStatus.NameNotFound, host.ResolveAddress("169.254.3.4").Status);
        Assert.Equal(DnsStatus.NameNotFound, host.ResolveAddress("fe80::3:4").Status);
        Assert.Empty(host.Server.Queries);
    }

    [Fact]
    public void Resolve_OurOwnName_IsKnownHere()
    {
        DnsQuery query = _scene.Stack.Dns.Resolve("alpha.local", DnsAddressKinds.Ipv4);
        Assert.Equal([TwoHosts.LeftAddress], query.Addresses);
        Assert.Empty(_scene.Heard);
    }

    [Fact]
    public void Start_PortIsTaken_SaysSo()
    {
        SimulatedNetwork network = new();
        NetworkStack stack = network.AddStack(seed: 1, "alpha");
        UdpSocket socket = stack.Udp.CreateSocket();
        socket.Bind(new IpEndpoint(IpAddress.AnyIpv4, 5353), dualStack: false, reuseAddress: false);
        Assert.Equal(TransportError.AddressInUse, stack.MulticastDns.Start());
        socket.Close();
        Assert.Equal(TransportError.None, stack.MulticastDns.Start());
    }

    private static IpAddress LinkLocal(ulong last) => IpAddress.FromIpv6(0xFE80_0000_0000_0000, last);

    private void AnswerWith(byte[] record) => _scene.OnHeard = _ => _scene.Say(MulticastScene.Response(record));

    private DnsQuery Resolve(string name, DnsAddressKinds kinds = DnsAddressKinds.Ipv4) => Complete(_scene.Stack.Dns.Resolve(name, kinds));

    private DnsQuery Complete(DnsQuery query)
    {
        Assert.True(_scene.Network.RunUntil(() => query.IsCompleted, TimeSpan.FromSeconds(30)));
        return query;
    }
}
