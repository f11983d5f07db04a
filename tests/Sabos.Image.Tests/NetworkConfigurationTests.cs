using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Image.Tests;

/// <summary>What the words do to a stack on a wire where nobody else is.</summary>
public sealed class NetworkConfigurationTests
{
    private const int UdpPayload = 42;

    private readonly SimulatedNetwork _network = new();

    [Fact]
    public void Addresses_Several_AreAllOurs()
    {
        NetworkStack stack = Run("ip=10.0.0.15/24,10.0.1.15/24 gw=10.0.0.2 ip6=2001:db8:1::15/64,2001:db8:2::15/64 gw6=fe80::1");

        Assert.Equal(["10.0.0.15/24", "10.0.1.15/24", "2001:db8:1::15/64", "2001:db8:2::15/64"], Static(stack));
        Assert.Equal(["10.0.0.2", "fe80::1%2"], stack.Routes.Routes.Where(route => route.Gateway is not null).Select(route => route.Gateway.ToString()).Order());
    }

    [Fact]
    public void NamesAndServers_GoBeforeWhatOthersTell()
    {
        NetworkStack stack = Run("ip=dhcp dns=10.0.0.53,fe80::53 search=example.org,lan");
        stack.NameServers.Set(NameServerSource.Dhcp, 2, [new IpEndpoint(IpAddress.FromIpv4(10, 0, 0, 1), 53)], ["told.example"]);

        Assert.Equal(["10.0.0.53", "fe80::53%2", "10.0.0.1"], stack.NameServers.Servers.Select(server => server.Address.ToString()));
        Assert.Equal(["example.org", "lan", "told.example"], stack.NameServers.SearchDomains);
    }

    [Theory]
    [InlineData("mdns=on", true)]
    [InlineData("mdns=off", false)]
    public void MulticastDns_SwitchedOff_IsSilent(string word, bool isHeard)
    {
        Run($"ip=10.0.0.15/24 {word}", out List<byte[]> heard);

        Assert.Equal(isHeard, heard.Exists(frame => IsUdpTo(frame, 5353)));
    }

    [Theory]
    [InlineData("ip=dhcp", true)]
    [InlineData("ip=off", false)]
    public void Ipv4_SwitchedOff_AsksForNoLease(string word, bool asks)
    {
        NetworkStack stack = Run(word, out List<byte[]> heard);

        Assert.Equal(asks, heard.Exists(frame => IsUdpTo(frame, 67)));
        Assert.Equal(asks, stack.Interfaces[1].Dhcp is not null);
    }

    [Fact]
    public void Ipv6_SwitchedOff_SendsNone()
    {
        NetworkStack stack = Run("ip=10.0.0.15/24 ip6=off", out List<byte[]> heard);

        Assert.DoesNotContain(heard, frame => frame[12] == 0x86 && frame[13] == 0xDD);
        Assert.DoesNotContain(stack.Interfaces[1].Addresses, own => own.Address.IsIpv6);
    }

    // RFC 7217: what the identifier is made of is the same, but for the seed.
    [Theory]
    [InlineData("ip6.secret=000102030405060708090a0b0c0d0e0f", true)]
    [InlineData("ip6=auto", false)]
    public void Secret_Given_AddressesAreTheSameAtEveryStart(string word, bool areSame)
    {
        Assert.Equal(areSame, LinkLocal(Run(word, seed: 1)) == LinkLocal(Run(word, seed: 2)));
    }

    [Fact]
    public void Privacy_SwitchedOff_MakesNoTemporaryAddresses()
    {
        Assert.True(Options("ip6.privacy=on").Ipv6.UseTemporaryAddresses);
        Assert.False(Options("ip6.privacy=off").Ipv6.UseTemporaryAddresses);
    }

    // RFC 4862 5.4, RFC 4429.
    [Theory]
    [InlineData("ip6.dad=on", AddressState.Tentative, true)]
    [InlineData("ip6.dad=optimistic", AddressState.Optimistic, true)]
    [InlineData("ip6.dad=off", AddressState.Preferred, false)]
    public void Detection_Chosen_IsThatOfStaticAddressesToo(string word, AddressState first, bool asks)
    {
        NetworkStack stack = Start($"ip=off ip6=2001:db8::15/64 mdns=off {word}", seed: 1, out List<byte[]> heard);

        Assert.Equal(first, Find(stack).State);
        _network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(AddressState.Preferred, Find(stack).State);
        Assert.Equal(asks, heard.Exists(IsSolicitation));
    }

    private static InterfaceAddress Find(NetworkStack stack) => stack.Interfaces[1].Addresses.Single(own => own.Origin == AddressOrigin.Static);

    private static IEnumerable<string> Static(NetworkStack stack) =>
        stack.Interfaces[1].Addresses.Where(own => own is { Origin: AddressOrigin.Static, IsAssigned: true }).Select(own => own.Prefix.ToString()).Order();

    private static IpAddress LinkLocal(NetworkStack stack) => stack.Interfaces[1].Addresses.Single(own => own.Address is { IsIpv6: true, IsLinkLocal: true }).Address;

    private static bool IsUdpTo(byte[] frame, int port) =>
        frame.Length > UdpPayload && frame[12] == 8 && frame[13] == 0 && frame[23] == (byte)IpProtocol.Udp && (frame[36] << 8 | frame[37]) == port;

    // Nobody else is there to be solicited.
    private static bool IsSolicitation(byte[] frame) =>
        frame.Length > 54 && frame[12] == 0x86 && frame[20] == (byte)IpProtocol.Ipv6Icmp && frame[54] == 135;

    private static StackOptions Options(string words, int seed = 1)
    {
        byte[] entropy = new byte[32];
        new Random(seed).NextBytes(entropy);
        return NetworkConfiguration.CreateOptions(Parse(words), entropy, memory: 1 << 27);
    }

    private static BootParameters Parse(string words)
    {
        BootParameters parameters = BootWords.Parse(words.Split(' '), out IReadOnlyList<string> problems);
        Assert.Empty(problems);
        return parameters;
    }

    private NetworkStack Run(string words, int seed = 1)
    {
        NetworkStack stack = Start(words, seed, out _);
        _network.RunFor(TimeSpan.FromSeconds(5));
        return stack;
    }

    private NetworkStack Run(string words, out List<byte[]> heard)
    {
        NetworkStack stack = Start(words, seed: 1, out heard);
        _network.RunFor(TimeSpan.FromSeconds(5));
        return stack;
    }

    private NetworkStack Start(string words, int seed, out List<byte[]> heard)
    {
        List<byte[]> frames = heard = [];
        SimulatedWire wire = _network.AddWire(TimeSpan.FromMilliseconds(1));
        wire.FrameSent += (_, frame) => frames.Add(frame.ToArray());
        NetworkStack stack = _network.AddStack(Options(words, seed));
        NetworkInterface first = stack.AddInterface("eth0", wire.Attach(new MacAddress(0x0200_0000_0001)));
        NetworkConfiguration.Apply(Parse(words), stack, [first]);
        return stack;
    }
}
