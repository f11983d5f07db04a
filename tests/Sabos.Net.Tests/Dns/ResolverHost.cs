using System;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A stack that resolves names, called alpha, on a segment with two name servers, the first of which it asks.</summary>
internal sealed class ResolverHost
{
    public static readonly byte[] Answer = [192, 0, 2, 7];
    public static readonly IpAddress AnswerAddress = IpAddress.FromIpv4(192, 0, 2, 7);

    public ResolverHost()
    {
        Wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        Server = new DnsServer(Network, Wire, IpAddress.FromIpv4(10, 0, 0, 53)) { Answer = GiveAnswer };
        Second = new DnsServer(Network, Wire, IpAddress.FromIpv4(10, 0, 0, 54));
        Stack = Network.AddStack(seed: 3, "alpha");
        Stack.AddInterface("eth0", Wire.Attach(TwoHosts.LeftHardware)).AddAddress(new IpPrefix(TwoHosts.LeftAddress, 24));
        UseServers(Server.Endpoint);
        Network.RunFor(TimeSpan.FromSeconds(5));
    }

    public SimulatedNetwork Network { get; } = new();

    public SimulatedWire Wire { get; }

    public DnsServer Server { get; }

    public DnsServer Second { get; }

    public NetworkStack Stack { get; }

    /// <summary>192.0.2.7 for five minutes, for whatever address is asked for.</summary>
    public static byte[] GiveAnswer(byte[] query) => DnsServer.Reply(query, 0, DnsServer.A("", 300, Answer));

    public void UseServers(params IpEndpoint[] servers) => Stack.NameServers.Set(NameServerSource.Static, 0, servers, []);

    /// <summary>Resolves to the end; to IPv4 addresses, so that there is one question.</summary>
    public DnsQuery Resolve(string name, DnsAddressKinds kinds = DnsAddressKinds.Ipv4) => Complete(Stack.Dns.Resolve(name, kinds));

    /// <summary>Looks for an address's name to the end.</summary>
    public DnsQuery ResolveAddress(string address)
    {
        Assert.True(IpAddress.TryParse(address, out IpAddress parsed));
        return Complete(Stack.Dns.ResolveAddress(parsed));
    }

    /// <summary>Seconds that something took.</summary>
    public double Measure(Action action)
    {
        Instant start = Network.Clock.Now;
        action();
        return (Network.Clock.Now - start).TotalSeconds;
    }

    private DnsQuery Complete(DnsQuery query)
    {
        Assert.True(Network.RunUntil(() => query.IsCompleted, TimeSpan.FromSeconds(120)));
        return query;
    }
}
