using System;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>An interface that learns from routers, without a stack around it: duplicates are found, and messages sent, by the test.</summary>
internal sealed class LearningLink : IStackEvents
{
    public static readonly IpAddress Router = Parse("fe80::1");
    public static readonly IpAddress OtherRouter = Parse("fe80::2");

    private static readonly IpAddress s_allNodes = Parse("ff02::1");

    public LearningLink(Ipv6Settings? settings = null, int seed = 1)
    {
        settings ??= new Ipv6Settings { DetectionTransmits = 0, UseTemporaryAddresses = false };
        byte[] key = new byte[32];
        key[0] = (byte)seed;
        StackRandom random = new(key);
        Servers = new NameServers(Clock, this);
        StackServices services = new(Clock, random, Counters, this)
        {
            Probing = AddressProbing.Quick,
            Ipv6 = settings,
            NameServers = Servers,
        };
        Routes = new RouteTable(this);
        Interface = new NetworkInterface("eth0", 2, new SimulatedNetwork().AddWire(TimeSpan.Zero).Attach(TwoHosts.LeftHardware), services, Routes, static _ => null!);
        Addresses = new AddressAutoconfiguration(
            Interface, new InterfaceIdentifiers(random, TwoHosts.LeftHardware, settings.StableSecret.Span), Clock, random, settings);
        Discovery = new RouterDiscovery(Interface, services, Routes, Addresses, () => Solicitations++);
    }

    public StackClock Clock { get; } = new();

    public StackCounters Counters { get; } = new();

    public RouteTable Routes { get; }

    public NetworkInterface Interface { get; }

    public NameServers Servers { get; }

    public AddressAutoconfiguration Addresses { get; }

    public RouterDiscovery Discovery { get; }

    public int Solicitations { get; private set; }

    public int RemovedAddresses { get; private set; }

    public static IpAddress Parse(string text)
    {
        Assert.True(IpAddress.TryParse(text, out IpAddress address), text);
        return address;
    }

    public bool Hear(RouterAdvertisementBuilder advertisement, IpAddress? from = null)
    {
        IpAddress router = from ?? Router;
        Assert.True(Icmpv6Message.TryParse(advertisement.Build(router, s_allNodes), router, s_allNodes, out Icmpv6Message message));
        bool isTaken = Discovery.TryReceiveAdvertisement(router.InZone(Interface.Index), message);
        Poll();
        return isTaken;
    }

    public bool HearRedirect(IpAddress from, string destination, string target)
    {
        byte[] bytes = new byte[40];
        Parse(target).WriteTo(bytes.AsSpan(8));
        Parse(destination).WriteTo(bytes.AsSpan(24));
        new Icmpv6Header(Icmpv6Type.Redirect, 0, 0).WriteTo(bytes, from, s_allNodes);
        Assert.True(Icmpv6Message.TryParse(bytes, from, s_allNodes, out Icmpv6Message message));
        return Discovery.TryReceiveRedirect(from.InZone(Interface.Index), message);
    }

    /// <summary>Lets time pass, with a poll whenever one is asked for.</summary>
    public void Run(double seconds)
    {
        Instant end = Clock.Now + TimeSpan.FromSeconds(seconds);
        while (NextPoll is var next && next <= end)
        {
            Clock.Now = next > Clock.Now ? next : Clock.Now;
            Poll();
            Assert.True(NextPoll > Clock.Now, "asks to be polled for ever");
        }

        Clock.Now = end;
    }

    /// <summary>The gateway of the route to an address: "link" where it has none, null where there is no route.</summary>
    public string? RouteTo(string destination) =>
        Routes.Find(Parse(destination)) is { } route ? route.Gateway?.InZone(0).ToString() ?? "link" : null;

    public InterfaceAddress[] Of(AddressOrigin origin) => [.. Interface.Addresses.Where(own => own.Origin == origin)];

    public InterfaceAddress Stable => Assert.Single(Of(AddressOrigin.Autoconfigured));

    private Instant NextPoll => Instant.Earlier(
        Instant.Earlier(Interface.NextPoll, Discovery.NextPoll), Instant.Earlier(Addresses.NextPoll, Servers.NextPoll));

    private void Poll()
    {
        Discovery.Poll();
        Addresses.Poll();
        Servers.Poll();
        Interface.Poll();
    }

    void IStackEvents.OnConfigurationChanged()
    {
    }

    void IStackEvents.OnNeighborTimed()
    {
    }

    void IStackEvents.OnAddressRemoved(IpAddress address) => RemovedAddresses++;

    void IStackEvents.OnAddressConflict(AddressConflict conflict)
    {
    }

    void IStackEvents.OnHostUnreachable(NetworkInterface attached, ReadOnlySpan<byte> packet)
    {
    }
}
