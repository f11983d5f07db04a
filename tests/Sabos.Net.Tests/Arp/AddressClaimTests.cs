using System;
using System.Collections.Generic;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>A stack that wants an address, and a rival on its link that may have it too (RFC 5227).</summary>
public abstract class AddressClaimTests
{
    private readonly AddressProbing? _probing;
    private readonly List<AddressConflict> _conflicts = [];

    private protected AddressClaimTests(AddressProbing? probing)
    {
        _probing = probing;
        SimulatedWire wire = Network.AddWire(TimeSpan.FromMilliseconds(1));
        Rival = new Station(Network, wire, TwoHosts.RightHardware, Own) { AnswersArp = false };
        Stack = Network.AddStack(seed: 3, probing: probing);
        Stack.AddressConflictDetected += _conflicts.Add;
        Interface = Stack.AddInterface("eth0", wire.Attach(TwoHosts.LeftHardware));
    }

    private protected static IpAddress Own => TwoHosts.LeftAddress;

    private protected SimulatedNetwork Network { get; } = new();

    private protected Station Rival { get; }

    private protected NetworkStack Stack { get; }

    private protected NetworkInterface Interface { get; }

    private protected IReadOnlyList<AddressConflict> Conflicts => _conflicts;

    private protected AddressState State => Assert.Single(Interface.Addresses).State;

    private protected IEnumerable<ArpPacket> Heard => Rival.Frames.Select(Frame.Arp).OfType<ArpPacket>();

    // By chance.
    [Fact]
    public void ClaimAddress_TwoAtOnce_OneGetsIt()
    {
        SimulatedNetwork network = new();
        SimulatedWire wire = network.AddWire(TimeSpan.FromMilliseconds(1));
        NetworkInterface[] interfaces =
        [
            network.AddStack(seed: 1, probing: _probing).AddInterface("eth0", wire.Attach(TwoHosts.LeftHardware)),
            network.AddStack(seed: 2, probing: _probing).AddInterface("eth0", wire.Attach(TwoHosts.RightHardware)),
        ];
        foreach (NetworkInterface each in interfaces)
        {
            each.ClaimAddress(new IpPrefix(Own, 24));
        }

        network.RunFor(TimeSpan.FromSeconds(0.5));
        Assert.All(interfaces, each => Assert.False(each.HasAddress(Own)));
        network.RunFor(TimeSpan.FromSeconds(60));
        Assert.Single(interfaces, each => each.HasAddress(Own));
    }

    private protected void Claim() => Interface.ClaimAddress(new IpPrefix(Own, 24));

    private protected void Run(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));
}
