using System;
using System.Linq;
using Sabos.Net.Simulation;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Paths that take less than the link, and say so or do not (RFC 1191, RFC 2923 2.1, RFC 4821).</summary>
public sealed class PathMtuTests : DialogueTests
{
    private const int Full = 1448;

    private static readonly TcpOptions s_options = new()
    {
        MaximumSegmentSize = 1460,
        SackPermitted = true,
        WindowScale = 7,
        Timestamps = new TcpTimestamps(1, 0),
    };

    private readonly TwoHosts _hosts = new();
    private readonly Station _router;
    private bool _reports;
    private int _largestSeen;

    public PathMtuTests()
    {
        _router = new Station(_hosts.Network, _hosts.Wire, new MacAddress(0x0200_0000_0003), IpAddress.FromIpv4(10, 0, 0, 3));
        _hosts.Wire.FrameVanished += Report;
        _hosts.Wire.FrameSent += (_, frame) => _largestSeen = frame.Length <= _hosts.Wire.MaximumFrameLength ? Math.Max(_largestSeen, frame.Length - EthernetHeader.Size) : _largestSeen;
    }

    [Fact]
    public void BlackHole_FromTheStart_IsPassedInSmallerSegments()
    {
        Narrow(1300);
        long received = Transfer(200_000, TimeSpan.FromSeconds(30));
        Assert.Equal(200_000, received);
        Assert.Equal(1, _hosts.Left.Counters.Tcp.BlackHolesSuspected);
    }

    [Theory]
    [InlineData(1300)]
    [InlineData(1492)]
    [InlineData(1100)]
    public void BlackHole_Searched_IsFoundToThirtyTwoBytes(int pathMtu)
    {
        Narrow(pathMtu);
        Transfer(3_000_000, TimeSpan.FromSeconds(60));
        _largestSeen = 0;
        Transfer(100_000, TimeSpan.FromSeconds(10));

        // The second connection begins with what the first has learnt.
        Assert.InRange(_largestSeen, pathMtu - 32, pathMtu);
    }

    [Fact]
    public void BlackHole_AfterTenMinutes_IsTriedAgain()
    {
        Narrow(1300);
        (TcpConnection sender, TcpConnection receiver) = Connected();
        Send(sender, receiver, 3_000_000, TimeSpan.FromSeconds(60));
        Narrow(1500);
        Send(sender, receiver, 1_000_000, TimeSpan.FromSeconds(60));
        Assert.True(_largestSeen <= 1300);
        _hosts.Network.RunFor(TimeSpan.FromMinutes(9));
        Send(sender, receiver, 1_000_000, TimeSpan.FromSeconds(50));
        Assert.True(_largestSeen <= 1300);
        _hosts.Network.RunFor(TimeSpan.FromMinutes(1));
        Send(sender, receiver, 1_000_000, TimeSpan.FromSeconds(60));
        Assert.Equal(1500, _largestSeen);
        Assert.Equal(Full, sender.GetInfo().MaxSegmentSize);
    }

    [Fact]
    public void Outage_ThatLooksLikeABlackHole_IsForgottenAtOnce()
    {
        (TcpConnection sender, TcpConnection receiver) = Connected();
        Narrow(0);
        sender.Send(new byte[100_000], out _);
        _hosts.Network.RunFor(TimeSpan.FromSeconds(5));
        Assert.True(sender.GetInfo().MaxSegmentSize < 1024);
        Narrow(1500);
        Send(sender, receiver, 500_000, TimeSpan.FromSeconds(30));
        Assert.Equal(Full, sender.GetInfo().MaxSegmentSize);
    }

    [Fact]
    public void PathMtu_ShrinksInMidTransferWithReports_CostsNoTimeout()
    {
        _reports = true;
        (TcpConnection sender, TcpConnection receiver) = Connected();
        Send(sender, receiver, 300_000, TimeSpan.FromSeconds(10));
        Narrow(1200);
        Send(sender, receiver, 300_000, TimeSpan.FromSeconds(10));
        Assert.Equal(1200 - 52, sender.GetInfo().MaxSegmentSize);
        Assert.Equal(0, _hosts.Left.Counters.Tcp.RetransmissionTimeouts);

        // RFC 1191 6.3: larger ones are tried ten minutes later.
        Narrow(1500);
        _hosts.Network.RunFor(TimeSpan.FromMinutes(10));
        Send(sender, receiver, 1_000_000, TimeSpan.FromSeconds(10));
        Assert.Equal(Full, sender.GetInfo().MaxSegmentSize);
    }

    [Fact]
    public void PathMtu_ShrinksInMidTransferWithoutReports_IsSurvived()
    {
        (TcpConnection sender, TcpConnection receiver) = Connected();
        Send(sender, receiver, 300_000, TimeSpan.FromSeconds(10));
        Narrow(1200);
        Send(sender, receiver, 3_000_000, TimeSpan.FromSeconds(60));
        Assert.InRange(sender.GetInfo().MaxSegmentSize, 1200 - 52 - 32, 1200 - 52);
    }

    [Fact]
    public void Probe_Lost_DoesNotReduceTheCongestionWindow()
    {
        Dialogue dialogue = WithSmallSegments(out int window);
        dialogue.StackWrites(new string('x', 20_000));
        SentByStack[] sent = [.. dialogue.TakeAllSent()];
        Assert.Equal(Full, sent[0].Data.Length);
        Assert.All(sent[1..], segment => Assert.True(segment.Data.Length < 1024));

        // All but the probe arrives; it is cut in two and sent again, and nothing else happens.
        TcpOptions sack = Echo(dialogue);
        sack.AddSackBlock(new SackBlock(dialogue.StackSequence(sent[1].Seq), dialogue.StackSequence(sent[^1].Seq + sent[^1].Data.Length)));
        dialogue.After(20).PeerSends(Ack, seq: 1, ack: sent[0].Seq, options: sack).After(20);
        SentByStack[] again = [.. dialogue.TakeAllSent().Where(segment => segment.Seq < sent[1].Seq)];
        Assert.Equal(2, again.Length);
        Assert.Equal(Full, again.Sum(segment => segment.Data.Length));
        Assert.True(dialogue.Connection.GetInfo().CongestionWindow >= window);
    }

    [Fact]
    public void Probe_LargerThanThePathIsKnownToBeByNow_IsNotTried()
    {
        Dialogue dialogue = WithSmallSegments(out _);
        dialogue.StackWrites(new string('x', 20_000));
        SentByStack[] sent = [.. dialogue.TakeAllSent()];
        TcpOptions sack = Echo(dialogue);
        sack.AddSackBlock(new SackBlock(dialogue.StackSequence(sent[1].Seq), dialogue.StackSequence(sent[^1].Seq + sent[^1].Data.Length)));
        dialogue.After(20).PeerSends(Ack, seq: 1, ack: sent[0].Seq, options: sack).After(20);

        // The probe was lost. Half way to its size would be next, but to somebody else a router reports less.
        dialogue.Output.Mtu = 1200;
        int end = dialogue.TakeAllSent().Max(segment => segment.Seq + segment.Data.Length);
        dialogue.PeerSends(Ack, seq: 1, ack: end, options: Echo(dialogue));
        sent = [.. dialogue.TakeAllSent()];
        Assert.Equal((end, 1200 - 52), (sent[0].Seq, sent[0].Data.Length));
    }

    [Fact]
    public void LossProbe_LargerThanThePathIsKnownToBeByNow_IsCut()
    {
        Dialogue dialogue = new Dialogue().Established(s_options, roundTrip: 20);
        dialogue.StackWrites(new string('x', 40_000));
        ByteRanges sent = TakeSent(dialogue);
        dialogue.Output.Mtu = 1000;
        dialogue.After(80);
        Assert.True(dialogue.Connection.GetInfo().UnacknowledgedSegments > 10);
        sent = TakeSent(dialogue, sent);
        Assert.Equal(dialogue.Connection.GetInfo().InFlight, sent.Prefix);
    }

    [Fact]
    public void WindowProbe_LargerThanThePathIsKnownToBeByNow_IsCut()
    {
        Dialogue dialogue = new Dialogue().Established(s_options, roundTrip: 20);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 1200 >> 7, options: Echo(dialogue));
        dialogue.StackWrites(new string('x', 5000)).StackIsSilent();
        dialogue.Output.Mtu = 1000;
        dialogue.After(300);
        Assert.Equal([(1, 1000 - 52)], dialogue.TakeAllSent().Select(static segment => (segment.Seq, segment.Data.Length)));
    }

    [Fact]
    public void TimedOut_SmallSegments_AreNotSuspected()
    {
        Dialogue dialogue = new Dialogue().Established(s_options);
        dialogue.StackWrites(new string('x', 500)).After(10_000);
        Assert.Equal(0, dialogue.Counters.BlackHolesSuspected);
        Assert.Equal(Full, dialogue.Connection.GetInfo().MaxSegmentSize);
        Assert.Equal(Enumerable.Repeat(1, 7), dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public void TimedOut_FullSegments_AreSuspectedLaterWhereSuchHaveArrived(bool haveArrived, int timeouts)
    {
        Dialogue dialogue = new Dialogue().Established(s_options, roundTrip: 20);
        if (haveArrived)
        {
            dialogue.StackWrites(new string('x', Full)).PeerSends(Ack, seq: 1, ack: 1 + Full, options: Echo(dialogue));
        }

        dialogue.StackWrites(new string('x', Full));
        while (dialogue.Counters.BlackHolesSuspected == 0)
        {
            dialogue.After(10);
        }

        Assert.Equal(timeouts, dialogue.Counters.RetransmissionTimeouts);
        Assert.True(dialogue.Connection.GetInfo().MaxSegmentSize < Full);
        Assert.Equal([.. Enumerable.Repeat(Full, timeouts + (haveArrived ? 2 : 1)), 1012, 436], dialogue.TakeAllSent().Select(sent => sent.Data.Length));
    }

    // A connection that has come back from a suspected black hole, and has not yet probed.
    private static Dialogue WithSmallSegments(out int window)
    {
        Dialogue dialogue = new Dialogue().Established(s_options, roundTrip: 20);
        dialogue.TakeAllSent();
        dialogue.StackWrites(new string('x', Full)).After(1000);
        Assert.True(dialogue.Connection.GetInfo().MaxSegmentSize < 1024);
        dialogue.PeerSends(Ack, seq: 1, ack: 1 + Full, options: Echo(dialogue));
        for (int i = 0; i < 20; i++)
        {
            dialogue.TakeAllSent();
            dialogue.StackWrites(new string('x', 2000));
            int end = dialogue.TakeAllSent().Max(segment => segment.Seq + segment.Data.Length);
            dialogue.After(20).PeerSends(Ack, seq: 1, ack: end, options: Echo(dialogue)).After(100);
        }

        dialogue.TakeAllSent();
        window = dialogue.Connection.GetInfo().CongestionWindow;
        return dialogue;
    }

    // Positions in the stream that were sent by now.
    private static ByteRanges TakeSent(Dialogue dialogue, ByteRanges? before = null)
    {
        ByteRanges sent = before ?? new ByteRanges();
        foreach (SentByStack segment in dialogue.TakeAllSent())
        {
            sent.Add(segment.Seq - 1, segment.Seq - 1 + segment.Data.Length);
        }

        return sent;
    }

    private static TcpOptions Echo(Dialogue dialogue) => new()
    {
        Timestamps = new TcpTimestamps(
            (uint)(dialogue.Now.Ticks / TimeSpan.TicksPerMillisecond),
            TimestampEcho.Value(dialogue.Now, dialogue.Tcp.Context.InitialSequences.TimestampOffset(
                new ConnectionKey(dialogue.Connection.LocalEndpoint, dialogue.Connection.RemoteEndpoint)))),
    };

    private long Transfer(int length, TimeSpan limit)
    {
        (TcpConnection sender, TcpConnection receiver) = Connected();
        return Send(sender, receiver, length, limit);
    }

    private (TcpConnection Sender, TcpConnection Receiver) Connected()
    {
        _hosts.Right.Tcp.Listen(new IpEndpoint(IpAddress.AnyIpv4, 80), 5, false, reuseAddress: true, out TcpListener? listener);
        _hosts.Left.Tcp.Connect(default, new IpEndpoint(TwoHosts.RightAddress, 80), false, out TcpConnection? sender);
        TcpConnection? receiver = null;
        Assert.True(_hosts.Network.RunUntil(() => listener!.TryAccept(out receiver), TimeSpan.FromSeconds(5)));
        listener!.Close();
        return (sender!, receiver!);
    }

    private int Send(TcpConnection sender, TcpConnection receiver, int length, TimeSpan limit)
    {
        byte[] bytes = new byte[65_536];
        sender.Send(bytes, out int sent);
        int received = 0;
        Assert.True(
            _hosts.Network.RunUntil(
                () =>
                {
                    sender.Send(bytes.AsSpan(0, Math.Min(bytes.Length, length - sent)), out int accepted);
                    sent += accepted;
                    receiver.Receive(bytes, out int count);
                    received += count;
                    return received >= length;
                },
                limit),
            $"{received} bytes of {length} arrived");
        return received;
    }

    // What the path takes of an IP packet.
    private void Narrow(int mtu) => _hosts.Wire.MaximumFrameLength = EthernetHeader.Size + mtu;

    private void Report(ReadOnlyMemory<byte> frame)
    {
        if (_reports)
        {
            var header = new IcmpHeader(IcmpType.DestinationUnreachable, 4, (uint)(_hosts.Wire.MaximumFrameLength - EthernetHeader.Size));
            _router.SendIcmp(TwoHosts.LeftHardware, TwoHosts.LeftAddress, header, frame.Span.Slice(EthernetHeader.Size, 28));
        }
    }
}
