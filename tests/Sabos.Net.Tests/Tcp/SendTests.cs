using System.Collections.Generic;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Sending: segments, Nagle, silly windows, closed windows, room in the buffer (RFC 9293 3.7.4, 3.8.6).</summary>
public sealed class SendTests : DialogueTests
{
    private static readonly TcpOptions s_mss100 = new() { MaximumSegmentSize = 100 };

    [Fact]
    public void Write_MoreThanASegment_IsCutByThePeersMss()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100).StackWrites(Text(250));
        dialogue.StackSends(Ack, seq: 1, ack: 1, data: Text(100));
        dialogue.StackSends(Ack, seq: 101, data: Text(100, 100));
        dialogue.StackSends(Psh | Ack, seq: 201, data: Text(50, 200));
        dialogue.StackIsSilent();
    }

    [Fact]
    public void Write_NoMssFromPeer_Uses536()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites(Text(1000));
        dialogue.StackSends(Ack, seq: 1, data: Text(536));
        dialogue.StackSends(Psh | Ack, seq: 537, ack: 1);
    }

    [Fact]
    public void Write_MssLargerThanThePath_IsCutByThePath()
    {
        Dialogue dialogue = new Dialogue(mtu: 576).Established(new TcpOptions { MaximumSegmentSize = 9000 }).StackWrites(Text(1000));
        dialogue.StackSends(Ack, seq: 1, data: Text(536));
        dialogue.StackSends(Psh | Ack, seq: 537, ack: 1);
    }

    [Fact]
    public void Write_WithTimestamps_LeavesRoomForThem()
    {
        Dialogue dialogue = new Dialogue(mtu: 576)
            .Established(new TcpOptions { MaximumSegmentSize = 9000, Timestamps = new TcpTimestamps(5, 0) }).StackWrites(Text(1000));
        Assert.Equal(524, dialogue.StackSends(Ack, seq: 1).Data.Length);
        dialogue.StackSends(Psh | Ack, seq: 525, ack: 1);
    }

    [Fact]
    public void Segments_MayNotBeFragmented()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites("x");
        SentByStack sent = dialogue.StackSends(Psh | Ack, seq: 1);
        Assert.True(sent.Ip.DoNotFragment);
        Assert.Null(sent.Ip.TimeToLive);
    }

    [Fact]
    public void Segments_CarryTheSocketsTimeToLiveAndTrafficClass()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Connection.TimeToLive = 7;
        dialogue.Connection.TrafficClass = 0xB8;
        dialogue.StackWrites("x");
        SentByStack sent = dialogue.StackSends(Psh | Ack, seq: 1);
        Assert.Equal((byte)7, sent.Ip.TimeToLive);
        Assert.Equal(0xB8, sent.Ip.TrafficClass);
    }

    [Fact]
    public void Nagle_SmallWrites_WaitForTheAcknowledgment()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100).StackWrites("a");
        dialogue.StackSends(Psh | Ack, seq: 1, data: "a");
        dialogue.StackWrites("b").StackWrites("c").StackIsSilent();
        dialogue.PeerSends(Ack, seq: 1, ack: 2);
        dialogue.StackSends(Psh | Ack, seq: 2, data: "bc");
    }

    [Fact]
    public void Nagle_FullSegmentInFlight_LetsTheSmallTailGo()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100).StackWrites(Text(130));
        dialogue.StackSends(Ack, seq: 1, data: Text(100));
        dialogue.StackSends(Psh | Ack, seq: 101, data: Text(30, 100));
    }

    [Fact]
    public void Nagle_FullSegmentCompletedByAWrite_IsSent()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100).StackWrites("a");
        dialogue.StackSends(Psh | Ack, seq: 1, data: "a");
        dialogue.StackWrites(Text(99)).StackIsSilent().StackWrites(Text(2));
        dialogue.StackSends(Ack, seq: 2, data: Text(99) + "A");
        dialogue.StackIsSilent();
    }

    [Fact]
    public void NoDelay_SmallWrites_GoAtOnce()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Connection.NoDelay = true;
        dialogue.StackWrites("a").StackWrites("b");
        dialogue.StackSends(Psh | Ack, seq: 1, data: "a");
        dialogue.StackSends(Psh | Ack, seq: 2, data: "b");
    }

    [Fact]
    public void NoDelay_SetWhileNagleHoldsData_ReleasesIt()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites("a").StackWrites("b");
        dialogue.TakeAllSent();
        dialogue.Connection.NoDelay = true;
        dialogue.Polls();
        dialogue.StackSends(Psh | Ack, seq: 2, data: "b");
    }

    [Fact]
    public void Window_OfThePeer_IsNotExceeded()
    {
        Dialogue dialogue = new Dialogue { PeerWindow = 250 }.Established(s_mss100).StackWrites(Text(1000));
        Assert.Equal(200, dialogue.TakeAllSent().Sum(sent => sent.Data.Length));
        dialogue.PeerSends(Ack, seq: 1, ack: 101);
        dialogue.StackSends(Ack, seq: 201, data: Text(100, 200));
    }

    [Fact]
    public void Window_Scaled_IsUsedShifted()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { MaximumSegmentSize = 100, WindowScale = 2 });
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 100).StackWrites(Text(1000));
        Assert.Equal(400, dialogue.TakeAllSent().Sum(sent => sent.Data.Length));
    }

    [Fact]
    public void Window_OlderSegment_DoesNotChangeIt()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "x", window: 5000).PeerSends(Ack, seq: 2, ack: 1, window: 3000);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "xy", window: 60_000);
        Assert.Equal(3000, dialogue.Connection.GetInfo().SendWindow);
        dialogue.StackSends(Ack, seq: 1, ack: 3);
    }

    [Fact]
    public void Window_Zero_IsProbedWithBackoffAndReopens()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 0).StackWrites("stuck").StackIsSilent();
        List<double> gaps = [];
        Instant last = dialogue.Now;
        while (gaps.Count < 30)
        {
            dialogue.After(10);
            foreach (SentByStack probe in dialogue.TakeAllSent())
            {
                // An old sequence number without data: the peer must answer, whatever its window.
                Assert.Equal(0, probe.Seq);
                Assert.Equal("", probe.Data);
                gaps.Add((dialogue.Now - last).TotalSeconds);
                last = dialogue.Now;
                dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 0);
            }
        }

        // 30 probes are far beyond the limit for those without an answer.
        Assert.InRange(gaps[0], 0.2, 1.1);
        Assert.InRange(gaps[1] / gaps[0], 1.8, 2.2);
        Assert.InRange(gaps[^1], 59.9, 60.1);
        dialogue.StateIs(TcpState.Established).PeerSends(Ack, seq: 1, ack: 1, window: 1000);
        dialogue.StackSends(Psh | Ack, seq: 1, data: "stuck");
    }

    [Fact]
    public void Window_ZeroAndPeerGone_TimesOut()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 0).StackWrites("stuck").After(1_000_000).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, dialogue.Connection.Error);
        Assert.Equal(Enumerable.Repeat(0, 15), dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Window_ZeroForEverAfterClose_IsGivenUp()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 0).StackWrites("stuck").StackCloses();
        for (int i = 0; i < 2000 && dialogue.Tcp.Context.Table.Count > 0; i++)
        {
            dialogue.After(1000);
            if (dialogue.TakeAllSent().Count > 0)
            {
                dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 0);
            }
        }

        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
        Assert.Equal(1, dialogue.Counters.OrphansTimedOut);
    }

    [Fact]
    public void Window_TooSmallToBeWorthIt_IsUsedOnlyWhenTheTimerSaysSo()
    {
        // Sender's silly window avoidance and its override (RFC 9293 3.8.6.2.1).
        Dialogue dialogue = new Dialogue().Established(s_mss100);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 10).StackWrites(Text(500)).StackIsSilent().After(250);
        dialogue.StackSends(Ack, seq: 1, data: Text(10));
        dialogue.PeerSends(Ack, seq: 1, ack: 11, window: 100);
        dialogue.StackSends(Ack, seq: 11, data: Text(100, 10));
    }

    [Fact]
    public void Buffer_Full_BlocksAndTellsWhenThereIsRoom()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100);
        dialogue.Connection.SendBufferSize = 300;
        byte[] bytes = new byte[400];
        Assert.Equal(TransportError.None, dialogue.Connection.Send(bytes, out int accepted));
        Assert.Equal(300, accepted);
        Assert.Equal(TransportError.WouldBlock, dialogue.Connection.Send(bytes, out _));
        Assert.Equal(Readiness.None, dialogue.Connection.Readiness);
        dialogue.Polls();
        Assert.Equal(3, dialogue.TakeAllSent().Count);
        dialogue.PeerSends(Ack, seq: 1, ack: 51);
        Assert.Equal(Readiness.None, dialogue.Log.Take());
        dialogue.PeerSends(Ack, seq: 1, ack: 101);
        Assert.Equal(Readiness.Writable, dialogue.Log.Take());
        dialogue.PeerSends(Ack, seq: 1, ack: 201);
        Assert.Equal(Readiness.None, dialogue.Log.Take());
        Assert.Equal(Readiness.Writable, dialogue.Connection.Readiness);
    }

    [Fact]
    public void Device_WithoutRoom_IsTriedAgainAtTheNextPollOnly()
    {
        Dialogue dialogue = new Dialogue().Established(s_mss100);
        dialogue.Output.Room = 1;
        dialogue.StackWrites(Text(250));
        Assert.Single(dialogue.TakeAllSent());
        dialogue.Output.Room = 100;
        dialogue.Polls();
        Assert.Equal([101, 201], dialogue.TakeAllSent().Select(sent => sent.Seq));
    }

    [Fact]
    public void Device_WithoutRoomForAnAck_SendsItLater()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Output.Room = 0;
        dialogue.PeerSends(Ack, seq: 5, ack: 1, data: "gap").StackIsSilent();
        dialogue.Output.Room = 1;
        dialogue.Polls();
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    [Fact]
    public void Checksum_Offloaded_IsThePseudoHeadersSum()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Output.CompletesChecksums = true;
        dialogue.Connection.Send("offload"u8, out _);
        dialogue.Polls();
        (IpSend send, byte[] segment, _) = dialogue.Output.Sent.Dequeue();
        InternetChecksum pseudo = InternetChecksum.ForPseudoHeader(send.Source, send.Destination, IpProtocol.Tcp, segment.Length);
        Assert.Equal(pseudo.Sum, (segment[16] << 8) | segment[17]);
    }

    internal static string Text(int length, int from = 0) =>
        string.Create(length, from, static (span, start) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = (char)('A' + ((start + i) % 26));
            }
        });
}
