using System;
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
