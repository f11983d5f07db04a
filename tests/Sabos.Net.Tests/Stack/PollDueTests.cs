using System;
using System.Collections.Generic;
using Sabos.Net.Simulation;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>
/// An owner tells the stack of what is used, but not of data that programs send, nor of what devices do: these have to be noticed although
/// <see cref="NetworkStack.PollDue"/> does not visit all there is.
/// </summary>
public sealed class PollDueTests
{
    private readonly OneHost _host = new();

    public PollDueTests()
    {
        UdpSocket socket = _host.Bound(5000);
        socket.Send([1], _host.StationAt(9));
        _host.Run(60);
        Assert.Equal(NeighborState.Stale, Assert.Single(_host.Interface.GetNeighbors()).State);
        _host.Station.Frames.Clear();
        Socket = socket;
    }

    private UdpSocket Socket { get; }

    // RFC 4861 7.3.3, which ARP's neighbours follow, too.
    [Fact]
    public void Send_ToAStaleNeighbor_ItIsAskedAfterFiveSeconds()
    {
        AfterASecond(() => Socket.Send([2], _host.StationAt(9)));
        _host.Run(6.01);
        Assert.Single(_host.Station.Frames, frame => Frame.Arp(frame) is { Operation: ArpOperation.Request });
    }

    [Fact]
    public void Link_GoesDown_NeighborsAreForgotten()
    {
        AfterASecond(() => _host.Port.IsLinkUp = false);
        _host.Run(2);
        Assert.Empty(_host.Interface.GetNeighbors());
    }

    [Fact]
    public void Device_AsksForAnnouncements_TheyAreSent()
    {
        AfterASecond(() => _host.Port.AnnouncementRequests++);
        _host.Run(2);
        Assert.Contains(_host.Station.Frames, frame => Frame.Arp(frame) is { SenderAddress: var sender } && sender == TwoHosts.LeftAddress);
    }

    [Fact]
    public void Connection_SendsWhileNoDeviceInterrupts_ThePollThatFollowsFlushesIt()
    {
        TwoHosts hosts = new();
        TcpConnection connection = Connect(hosts);
        long before = hosts.LeftPort.Statistics.SentFrames;

        connection.Send([1], out _);
        hosts.Left.PollDue(hosts.Network.Clock.Now, mayHaveFrames: false);

        Assert.Equal(before + 1, hosts.LeftPort.Statistics.SentFrames);
    }

    [Fact]
    public void Connection_SendsToAStaleNeighborWhileNoDeviceInterrupts_ItIsAskedAfterFiveSeconds()
    {
        TwoHosts hosts = new();
        TcpConnection connection = Connect(hosts);
        hosts.Network.RunFor(TimeSpan.FromSeconds(60));
        int requests = 0;
        hosts.Wire.FrameSent += (_, frame) => requests += Frame.Arp(frame.ToArray()) is { Operation: ArpOperation.Request } ? 1 : 0;

        connection.Send([1], out _);
        Instant now = hosts.Network.Clock.Now;
        for (Instant end = now + TimeSpan.FromSeconds(5.5); now <= end; now = hosts.Left.NextDue)
        {
            hosts.Left.PollDue(now, mayHaveFrames: false);
        }

        Assert.Equal(1, requests);
    }

    // What the device has told is known: when there is room, it tells.
    [Fact]
    public void Datagram_IsRefusedRoom_IsNoReasonToPoll()
    {
        FillDevice();
        Instant now = _host.Network.Clock.Now;
        _host.Stack.PollDue(now, mayHaveFrames: false);

        Assert.Equal(TransportError.WouldBlock, Socket.Send([2], _host.StationAt(9)));
        Assert.True(_host.Stack.NextDue > now);
    }

    // Its flush takes back what the device has sent: the device may have nothing to tell of afterwards.
    [Fact]
    public void Datagram_WasRefusedRoom_IsTriedAgainByAPollForConnectionsToo()
    {
        FillDevice();
        List<Readiness> raised = [];
        Socket.Observer = new RecordingObserver(raised);
        _ = _host.Stack.NextDue;
        _host.Stack.PollDue(_host.Network.Clock.Now, mayHaveFrames: false);

        Assert.Contains(Readiness.Writable, raised);
    }

    private void FillDevice()
    {
        Socket.Send([2], _host.StationAt(9));
        _host.Run(1);
        _host.Wire.TransmitQueue = 3;
        _host.Wire.BitsPerSecond = 1_000_000;
        while (Socket.Send(new byte[1000], _host.StationAt(9)) == TransportError.None)
        {
        }
    }

    private static TcpConnection Connect(TwoHosts hosts)
    {
        hosts.Right.Tcp.Listen(new IpEndpoint(TwoHosts.RightAddress, 80), 1, dualStack: false, reuseAddress: false, out _);
        hosts.Left.Tcp.Connect(
            new IpEndpoint(IpAddress.AnyIpv4, 0), new IpEndpoint(TwoHosts.RightAddress, 80), reuseAddress: false, out TcpConnection? connection);
        hosts.Network.RunFor(TimeSpan.FromSeconds(1));
        return connection!;
    }

    private void AfterASecond(Action action) => _host.Network.Add(new Appointment(_host.Network.Clock, TimeSpan.FromSeconds(1), action));

    /// <summary>Something that happens while the network runs.</summary>
    private sealed class Appointment(ManualClock clock, TimeSpan delay, Action action) : ISimulatedPart
    {
        public Instant NextEvent { get; private set; } = clock.Now + delay;

        public void Run()
        {
            if (clock.Now >= NextEvent)
            {
                NextEvent = Instant.Never;
                action();
            }
        }
    }
}
