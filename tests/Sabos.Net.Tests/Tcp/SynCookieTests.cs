using System;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>A listener whose backlog is full (RFC 4987 3.6).</summary>
public sealed class SynCookieTests : DialogueTests
{
    private static readonly TcpSettings s_smallBacklog = new() { SynBacklog = 2 };

    private static readonly TcpOptions s_linuxSyn = new()
    {
        MaximumSegmentSize = 1460,
        SackPermitted = true,
        WindowScale = 7,
        Timestamps = new TcpTimestamps(1000, 0),
    };

    [Fact]
    public void Syn_BacklogFull_IsAnsweredAndNotRemembered()
    {
        Dialogue dialogue = Flooded();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        Assert.Equal(2, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(1, dialogue.Counters.SyncookiesSent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cookie_Unanswered_IsNotSentAgain(bool ipv6)
    {
        Dialogue dialogue = Flooded(ipv6: ipv6);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.TakeAllSent();
        dialogue.After(100_000);
        Assert.DoesNotContain(dialogue.TakeAllSent(), sent => sent.Ip.Destination == dialogue.Peer && sent.ToPort == Dialogue.PeerPort);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cookie_ThatComesBack_MakesTheConnection(bool ipv6)
    {
        Dialogue dialogue = Flooded(ipv6: ipv6);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts().StateIs(TcpState.Established);
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 1, data: "hello").StackReads("hello").StackWrites("welcome");
        dialogue.StackSends(Psh | Ack, seq: 1, ack: 6, data: "welcome");
        Assert.Equal(1, dialogue.Counters.SyncookiesRecv);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Data_WithTheCookie_IsKept(bool ipv6)
    {
        // Also when the bare acknowledgment before it was lost.
        Dialogue dialogue = Flooded(ipv6: ipv6);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Psh | Fin | Ack, seq: 1, ack: 1, data: "GET /").Accepts().StackReads("GET /").StateIs(TcpState.CloseWait);
        dialogue.StackSends(Ack, seq: 1, ack: 7);
    }

    [Fact]
    public void Options_ComeBackInTheTimestamp()
    {
        Dialogue dialogue = Flooded();
        dialogue.PeerSends(Syn, seq: 0, options: s_linuxSyn);
        SentByStack answer = dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        Assert.True(answer.Options is { SackPermitted: true, WindowScale: not null });
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 1000, options: Echo(1001, answer)).Accepts();
        Assert.Equal(1000 << 7, dialogue.Connection.GetInfo().SendWindow);
        Assert.Equal(1460 - 12, dialogue.Connection.GetInfo().MaxSegmentSize);

        // The third segment is missing, and the stack says so selectively.
        dialogue.PeerSends(Ack, seq: 101, ack: 1, data: "ahead", options: Echo(1002, answer));
        Assert.Equal(1, dialogue.StackSends(Ack, seq: 1, ack: 1).Options.SackCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CongestionNotification_ComesBackInTheTimestamp(bool hasTimestamps)
    {
        Dialogue dialogue = Flooded();
        dialogue.PeerSends(Syn | Ece | Cwr, seq: 0, options: hasTimestamps ? s_linuxSyn : default);
        SentByStack answer = dialogue.StackSends(hasTimestamps ? Syn | Ack | Ece : Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, options: hasTimestamps ? Echo(1001, answer) : default).Accepts().StackWrites("data");
        Assert.Equal(hasTimestamps, dialogue.StackSends(Psh | Ack, seq: 1).IsEcnCapable);
    }

    [Fact]
    public void Timestamps_AfterACookie_NeverRunBackwards()
    {
        Dialogue dialogue = Flooded();
        for (int i = 0; i < 100; i++)
        {
            dialogue.After(1).PeerSends(Syn, seq: 0, options: s_linuxSyn with { WindowScale = (byte)(i % 15), SackPermitted = i % 2 == 0 });
            SentByStack answer = dialogue.TakeAllSent().Single(sent => sent.ToPort == Dialogue.PeerPort);
            uint clock = TimestampEcho.Value(dialogue.Now, dialogue.Tcp.Context.InitialSequences.TimestampOffset(Key(Dialogue.PeerPort)));
            Assert.InRange(clock - answer.Options.Timestamps!.Value.Value, 0U, 128U);
            Assert.Equal((byte)(i % 15), CookieTimestamp.Read(new TcpTimestamps(0, answer.Options.Timestamps.Value.Value)).WindowScale);
        }
    }

    [Fact]
    public void Options_WithoutTimestamps_AreNotOffered()
    {
        Dialogue dialogue = Flooded();
        dialogue.PeerSends(Syn, seq: 0, options: s_linuxSyn with { Timestamps = null });
        SentByStack answer = dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        Assert.True(answer.Options is { SackPermitted: false, WindowScale: null, Timestamps: null, MaximumSegmentSize: 1460 });
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 1000).Accepts();
        Assert.Equal(1000, dialogue.Connection.GetInfo().SendWindow);
        Assert.Equal(1460, dialogue.Connection.GetInfo().MaxSegmentSize);
    }

    [Theory]
    [InlineData(null, 536)]
    [InlineData(1, 88)]
    [InlineData(535, 88)]
    [InlineData(1300, 1220)]
    [InlineData(1452, 1440)]
    [InlineData(9000, 1460)]
    [InlineData(null, 1220, true)]
    [InlineData(1219, 536, true)]
    [InlineData(9000, 1440, true)]
    public void SegmentSize_OfThePeer_IsRoundedDown(int? offered, int used, bool ipv6 = false)
    {
        Dialogue dialogue = Flooded(ipv6: ipv6);
        dialogue.PeerSends(Syn, seq: 0, options: new TcpOptions { MaximumSegmentSize = (ushort?)offered });
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.Equal(used, dialogue.Connection.GetInfo().MaxSegmentSize);
    }

    [Theory]
    [InlineData(63_000, true)]
    [InlineData(129_000, false)]
    public void Cookie_Old_IsRefused(int milliseconds, bool taken)
    {
        Dialogue dialogue = Flooded();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.After(milliseconds);

        // The flood goes on: the listener still takes cookies, but not that one.
        FillBacklog(dialogue);
        dialogue.PeerSends(Syn, seq: 0, fromPort: 9999);
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, acknowledges: dialogue.InitialFor(Dialogue.PeerPort) + 1);
        Assert.Equal(taken ? 1 : 0, dialogue.Listener!.Pending);
        Assert.Equal(taken ? 0 : 1, dialogue.Counters.SyncookiesFailed);
        Assert.Equal(taken ? [] : [Rst], dialogue.TakeAllSent().Select(sent => sent.Flags));
    }

    [Fact]
    public void Acknowledgment_WithAForgedCookie_IsReset()
    {
        Dialogue dialogue = Flooded();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        Random random = new(3);
        for (int i = 0; i < 1000; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, acknowledges: new SequenceNumber((uint)random.NextInt64(1L << 32)));
        }

        // Nor does it fit another port or another sequence number of the peer.
        dialogue.PeerSends(Ack, seq: 1, ack: 1, fromPort: 4001).PeerSends(Ack, seq: 2, ack: 1);
        Assert.Equal(0, dialogue.Listener!.Pending);
        Assert.Equal(1002, dialogue.Counters.SyncookiesFailed);
        dialogue.PeerSends(Ack, seq: 1, ack: 1);
        Assert.Equal(1, dialogue.Listener.Pending);
        dialogue.TakeAllSent();
    }

    [Fact]
    public void Acknowledgment_WithoutAnyFlood_IsNoCookie()
    {
        Dialogue dialogue = new Dialogue(s_smallBacklog).Listens();
        SequenceNumber forged = dialogue.Tcp.Context.Cookies.Make(Key(Dialogue.PeerPort), new SequenceNumber(0xFFFF_FFF0), 1460, dialogue.Now);
        dialogue.PeerSends(Ack, seq: 1, acknowledges: forged + 1);
        Assert.Equal(Rst, Assert.Single(dialogue.TakeAllSent()).Flags);
        Assert.Equal(0, dialogue.Counters.SyncookiesFailed);
    }

    [Fact]
    public void Cookie_AcceptQueueFull_WaitsForRoom()
    {
        Dialogue dialogue = Flooded(backlog: 1);
        dialogue.PeerSends(Syn, seq: 0, fromPort: 7000).PeerSends(Syn, seq: 0, fromPort: 7001);
        dialogue.TakeAllSent();
        Complete(dialogue, 7000);
        Complete(dialogue, 7001);
        dialogue.StackIsSilent();
        Assert.Equal(1, dialogue.Counters.ListenOverflows);
        Assert.True(dialogue.Listener!.TryAccept(out _));
        Complete(dialogue, 7001);
        Assert.Equal(1, dialogue.Listener.Pending);
    }

    [Fact]
    public void Handshakes_InTheBacklog_OutliveTheFlood()
    {
        Dialogue dialogue = new Dialogue(s_smallBacklog).Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        for (ushort port = 5000; port < 15_000; port++)
        {
            dialogue.PeerSends(Syn, seq: 0, fromPort: port);
        }

        dialogue.TakeAllSent();
        Complete(dialogue, Dialogue.PeerPort);
        Assert.Equal(1, dialogue.Listener!.Pending);
        Assert.Equal(9999, dialogue.Counters.SyncookiesSent);
        Assert.Equal(0, dialogue.Counters.SyncookiesRecv);
    }

    [Fact]
    public void SynAck_WhileTheBacklogIsCrowded_IsSentAgainLessOften()
    {
        Dialogue dialogue = Flooded();
        dialogue.After(100_000);

        // Twice; and then, with one left, as often as ever.
        Assert.Equal(2 + 5, dialogue.TakeAllSent().Count);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void SynAck_DeviceFull_GoesOutSoon()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.Output.Room = 0;
        dialogue.PeerSends(Syn, seq: 0).StackIsSilent();
        dialogue.Output.Room = int.MaxValue;
        dialogue.After(100).StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.Equal(10 * 536, dialogue.Connection.GetInfo().CongestionWindow);
    }

    private static Dialogue Flooded(int backlog = 8, bool ipv6 = false)
    {
        Dialogue dialogue = new Dialogue(s_smallBacklog, ipv6: ipv6).Listens(backlog);
        FillBacklog(dialogue);
        dialogue.TakeAllSent();
        return dialogue;
    }

    private static void FillBacklog(Dialogue dialogue) =>
        dialogue.PeerSends(Syn, seq: 0, fromPort: 6000).PeerSends(Syn, seq: 0, fromPort: 6001);

    private static void Complete(Dialogue dialogue, ushort port) =>
        dialogue.PeerSends(Ack, seq: 1, fromPort: port, acknowledges: dialogue.InitialFor(port) + 1);

    private static TcpOptions Echo(uint value, SentByStack answer) => new() { Timestamps = new TcpTimestamps(value, answer.Options.Timestamps!.Value.Value) };

    private static ConnectionKey Key(ushort port) =>
        new(new IpEndpoint(Dialogue.StackAddress, Dialogue.StackPort), new IpEndpoint(Dialogue.PeerAddress, port));
}
