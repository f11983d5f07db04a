using System;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>What connections and devices tell about themselves (RFC 4898, RFC 2863).</summary>
public sealed class DiagnosticsTests : DialogueTests
{
    [Fact]
    public void Info_OfAConnection_TellsWhatTheHandshakeAgreedOn()
    {
        TcpConnectionInfo info = new Dialogue().Established(
            new TcpOptions { MaximumSegmentSize = 1000, WindowScale = 5, SackPermitted = true, Timestamps = new TcpTimestamps(1, 0) }, roundTrip: 50).Connection.GetInfo();
        Assert.Equal((1000 - 12, 1500, (byte?)5, (byte)7), (info.MaxSegmentSize, info.PathMtu, info.SendWindowScale, info.ReceiveWindowScale));
        Assert.True(info is { UsesTimestamps: true, UsesSelectiveAcknowledgments: true, UsesCongestionNotification: false, IsRecovering: false });
        Assert.Equal((TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(25)), (info.SmoothedRoundTripTime, info.RoundTripTimeVariation));
        Assert.Equal((TcpTimerKind.Off, TimeSpan.Zero), (info.Timer, info.TimerExpiresIn));
        Assert.Equal((131_072, 131_072), (info.SendBuffer, info.ReceiveBuffer));
    }

    [Fact]
    public void Info_WithDataUnderWay_CountsItAndTellsTheTimer()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { MaximumSegmentSize = 100 }).StackWrites(SendTests.Text(250)).After(30);
        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.Equal((250, 250, 3), (info.SendQueue, info.InFlight, info.UnacknowledgedSegments));
        Assert.Equal((TcpTimerKind.Retransmission, info.RetransmissionTimeout - TimeSpan.FromMilliseconds(30)), (info.Timer, info.TimerExpiresIn));
        Assert.Equal((TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(30)), (info.SentAgo, info.HeardAgo));

        dialogue.After(1000);
        info = dialogue.Connection.GetInfo();
        Assert.True(info is { Timeouts: > 0, Retransmissions: > 0, IsRecovering: true });

        dialogue.PeerSends(Ack, seq: 1, ack: 251);
        info = dialogue.Connection.GetInfo();
        Assert.Equal((0, 0, 0, 250L), (info.SendQueue, info.InFlight, info.Timeouts, info.BytesAcknowledged));
        Assert.Equal([1, 101, 201, 1, 1], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Info_WithDataReceived_CountsWhatIsInOrder()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 11, ack: 1, data: "ahead");
        Assert.Equal((0L, 0), (dialogue.Connection.GetInfo().BytesReceived, dialogue.Connection.GetInfo().ReceiveQueue));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "in order..").StackReads("in order..");
        Assert.Equal((15L, 5), (dialogue.Connection.GetInfo().BytesReceived, dialogue.Connection.GetInfo().ReceiveQueue));
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 16);
    }

    [Fact]
    public void Info_OfSelectivelyAcknowledged_TellsSegmentsAndLoss()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { MaximumSegmentSize = 100, SackPermitted = true }, roundTrip: 20).StackWrites(SendTests.Text(500));
        dialogue.Output.Room = 0;
        TcpOptions options = default;
        options.AddSackBlock(new SackBlock(dialogue.StackSequence(201), dialogue.StackSequence(501)));
        dialogue.After(20).PeerSends(Ack, seq: 1, ack: 1, options: options);
        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.Equal((5, 3, 200, 0, true), (info.UnacknowledgedSegments, info.SackedSegments, info.LostBytes, info.InFlight, info.IsRecovering));
        Assert.Equal([1, 101, 201, 301, 401], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Info_ClosedWindow_TellsTheProbes()
    {
        Dialogue dialogue = new Dialogue().Established().PeerSends(Ack, seq: 1, ack: 1, window: 0).StackWrites("stuck").After(500);
        TcpConnectionInfo info = dialogue.Connection.GetInfo();
        Assert.Equal((TcpTimerKind.WindowProbe, 0, 5), (info.Timer, info.SendWindow, info.SendQueue));
        Assert.True(info.Timeouts > 0);
        dialogue.StackSends(Ack, seq: 0, ack: 1);
    }

    [Fact]
    public void Connections_AllKinds_AreListed()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Syn, seq: 0, fromPort: 5000);
        Assert.Equal(
            [TcpState.Listen, TcpState.SynReceived, TcpState.Established],
            dialogue.Tcp.GetConnections().Select(each => each.State).Order());

        dialogue.StackCloses().PeerSends(Fin | Ack, seq: 1, ack: 2).After(1000);
        TcpConnectionInfo waiting = dialogue.Tcp.GetConnections().Single(each => each.State == TcpState.TimeWait);
        Assert.Equal((TcpTimerKind.TimeWait, TimeSpan.FromSeconds(59)), (waiting.Timer, waiting.TimerExpiresIn));
        Assert.Equal([Syn | Ack, Fin | Ack, Ack, Syn | Ack], dialogue.TakeAllSent().Select(sent => sent.Flags));
    }

    [Fact]
    public void Statistics_OfDevices_CountFramesAndBytesBothWays()
    {
        TwoHosts hosts = new();
        hosts.Left.Tcp.Connect(default, new IpEndpoint(TwoHosts.RightAddress, 80), false, out _);
        hosts.Network.RunFor(TimeSpan.FromSeconds(1));
        LinkStatistics left = hosts.LeftInterface.Device.Statistics;
        LinkStatistics right = hosts.RightInterface.Device.Statistics;
        Assert.True(left is { SentFrames: > 0, SentBytes: > 60, SendDrops: 0 });
        Assert.Equal((left.SentFrames, left.SentBytes), (right.ReceivedFrames, right.ReceivedBytes));

        // Our own address goes over loopback.
        hosts.Left.Tcp.Connect(default, new IpEndpoint(TwoHosts.LeftAddress, 80), false, out _);
        hosts.Network.RunFor(TimeSpan.FromSeconds(1));
        LinkStatistics loopback = hosts.Left.Interfaces[0].Device.Statistics;
        Assert.Equal((2L, 2L, loopback.SentBytes), (loopback.SentFrames, loopback.ReceivedFrames, loopback.ReceivedBytes));
    }
}
