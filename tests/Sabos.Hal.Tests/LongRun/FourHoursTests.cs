using System;
using Sabos.Hal.Tests.Simulation;
using Sabos.Hal.Virtio;
using Sabos.Hal.VirtioNet;
using Sabos.Net;
using Sabos.Net.Simulation;
using SimulatedNetwork = Sabos.Hal.Tests.Simulation.SimulatedNetwork;
using StackNetwork = Sabos.Net.Simulation.SimulatedNetwork;

namespace Sabos.Hal.Tests.LongRun;

/// <summary>
/// Four hours of simulated time: the stack over the driver over a device, opposite a station on a link that loses frames. Meanwhile the device fails, the
/// link goes away, groups are joined and left. No exchange stalls, no buffer is lost, no memory leaks, and the counters balance. Alone, as others' memory
/// would be seen, too.
/// </summary>
[Collection(nameof(FourHoursTests))]
[CollectionDefinition(nameof(FourHoursTests), DisableParallelization = true)]
public sealed class FourHoursTests
{
    private const ulong Offloads = SimulatedNetwork.Checksum | SimulatedNetwork.HostSegmentation4 | SimulatedNetwork.HostSegmentation6 | SimulatedNetwork.GuestChecksum
        | SimulatedNetwork.GuestSegmentation4 | SimulatedNetwork.GuestSegmentation6 | SimulatedNetwork.MergeBuffers;

    private const ulong Control = SimulatedNetwork.ControlQueue | SimulatedNetwork.ReceiveModes | SimulatedNetwork.Announcement;
    private const int RingSize = 64;
    private const int Seconds = 4 * 60 * 60;
    private const int MostGrowth = 128 * 1024;

    private static readonly IpAddress s_image = IpAddress.FromIpv4(10, 0, 0, 1);
    private static readonly IpAddress s_peer = IpAddress.FromIpv4(10, 0, 0, 2);
    private static readonly IpAddress s_imageIpv6 = IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 1);
    private static readonly IpAddress s_peerIpv6 = IpAddress.FromIpv6(0x2001_0DB8_0000_0000, 2);
    private static readonly IpAddress s_group = IpAddress.FromIpv4(239, 1, 2, 3);

    // Retransmissions that double their wait over an outage of the link take this long at most.
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(Control)]
    [InlineData(Control | Offloads)]
    public void FourHours_OfTrafficAndFaults_NothingStallsLeaksOrIsLost(ulong features)
    {
        using SimulatedMachine machine = new();
        using EventWord wake = new();
        SimulatedNetwork simulated = new(machine, RingSize) { ExpectsOffloads = true };
        simulated.Features |= features;
        using VirtioNetDevice? device = VirtioNetDevice.Open(machine, simulated.OpenTransport(), wake, out string? problem);
        Assert.True(device is not null, problem);

        StackNetwork network = new();
        FaultProfile profile = new() { Delay = TimeSpan.FromMilliseconds(2), Loss = 0.001, Reordering = 0.001 };
        ImpairedLink link = network.Add(new ImpairedLink(network.Clock));
        LinkEnd own = link.Attach(device.Capabilities.Address, new FaultyLine(profile, 1), maxSegmentationPayload: device.Capabilities.MaxSegmentationPayload);
        LinkEnd opposite = link.Attach(new MacAddress(0x0200_0000_0002), new FaultyLine(profile, 2));
        own.MergesSegments = (features & Offloads) != 0;
        DeviceOnLink plug = network.Add(new DeviceOnLink(simulated, own, network.Clock));
        NetworkStack image = Start(network, 1, device, s_image, s_imageIpv6);
        NetworkStack peer = Start(network, 2, opposite, s_peer, s_peerIpv6);
        Exchanges inward = new(peer, image, () => network.Clock.Now);
        Exchanges outward = new(image, peer, () => network.Clock.Now);
        network.Polled += inward.Run;
        network.Polled += outward.Run;
        Datagrams datagrams = new(image, peer);
        network.Polled += datagrams.Run;
        UdpSocket member = image.Udp.CreateSocket();

        // Until it is known that nobody else has the addresses.
        network.RunFor(TimeSpan.FromSeconds(5));
        Random random = new(1);
        long memory = 0;
        for (int second = 1; second <= Seconds; second++)
        {
            Exchanges exchanges = random.Next(2) == 0 || !own.IsLinkUp ? inward : outward;
            if (second % 3 == 0)
                exchanges.Begin(Target(exchanges == inward, random.Next(2) == 0), 1 << random.Next(17));
            if (second % 5 == 0)
                datagrams.Ask(random.Next(2) == 0 ? s_image : s_imageIpv6, random.Next(1, 6000));
            Disturb(second, simulated, own, member);
            network.RunFor(TimeSpan.FromSeconds(1));
            Assert.Equal((RingSize, RingSize), (device.Buffers.Offered + device.Buffers.Lent, device.Buffers.Free + device.Buffers.InFlight));
            Assert.InRange(inward.Open + outward.Open, 0, 40);
            simulated.Doorbells.Clear();
            simulated.Commands.Clear();
            if (second == Seconds / 4)
                memory = GC.GetTotalMemory(forceFullCollection: true);
        }

        network.RunFor(TimeSpan.FromMinutes(5));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, MostGrowth);
        Assert.Equal((0, 0, Seconds / 3), (inward.Open, outward.Open, inward.Completed + outward.Completed));
        Assert.InRange(inward.Longest, TimeSpan.Zero, s_stall);
        Assert.InRange(outward.Longest, TimeSpan.Zero, s_stall);
        Assert.True(datagrams.Answered > datagrams.Asked * 9 / 10, $"{datagrams.Answered} of {datagrams.Asked}");
        AssertBalance(device, plug);
        Assert.Single(image.Tcp.GetConnections());
        Assert.Single(peer.Tcp.GetConnections());
    }

    // Frames of the ring that was reset are lost: those that the device had not sent are counted, those that it had delivered cannot be more than the ring.
    private static void AssertBalance(VirtioNetDevice device, DeviceOnLink plug)
    {
        VirtioNetCounters counters = device.Counters;
        Assert.Equal(counters.Faults, counters.Recoveries);
        Assert.InRange(counters.Recoveries, 20UL, 100UL);
        Assert.Equal(counters.SentFrames, plug.Taken + counters.DroppedFrames);
        Assert.InRange(plug.Delivered - counters.ReceivedFrames, 0UL, counters.Recoveries * RingSize);
        Assert.Equal((RingSize, 0, RingSize, 0), device.Buffers);
    }

    private static IpAddress Target(bool isInward, bool isIpv4) => (isInward, isIpv4) switch
    {
        (true, true) => s_image,
        (true, false) => s_imageIpv6,
        (false, true) => s_peer,
        _ => s_peerIpv6,
    };

    // Every ten minutes, each in turn.
    private static void Disturb(int second, SimulatedNetwork simulated, LinkEnd own, UdpSocket member)
    {
        switch (second % 600)
        {
            case 100:
                simulated.Status |= DeviceStatus.NeedsReset;
                simulated.ChangeConfiguration(static _ => { });
                break;
            case 200:
                simulated.Queues[second / 600 % 2].PublishUsed((ushort)(second * 7919));
                break;
            case 300:
                own.IsLinkUp = false;
                simulated.ChangeConfiguration(static configuration => configuration[6] = 0);
                break;
            case 304:
                own.IsLinkUp = true;
                simulated.ChangeConfiguration(static configuration => configuration[6] = 1);
                break;
            case 400:
                simulated.ChangeConfiguration(static configuration => configuration[6] = 3);
                break;
            case 401:
                simulated.ChangeConfiguration(static configuration => configuration[6] = 1);
                break;
            case 500:
                Assert.Equal(TransportError.None, member.JoinGroup(s_group, 2));
                break;
            case 550:
                Assert.Equal(TransportError.None, member.LeaveGroup(s_group, 2));
                break;
            default:
                break;
        }
    }

    private static NetworkStack Start(StackNetwork network, int seed, ILinkDevice device, IpAddress address, IpAddress ipv6)
    {
        NetworkStack stack = network.AddStack(seed);
        NetworkInterface attached = stack.AddInterface("eth0", device);
        attached.AddAddress(new IpPrefix(address, 24));
        attached.AddAddress(new IpPrefix(ipv6, 64));
        return stack;
    }
}
