using System;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Receiving: order, gaps, overlaps, the window offered, and when acknowledgments go (RFC 9293 3.8.6, RFC 5681 4.2).</summary>
public sealed class ReceiveTests : DialogueTests
{
    [Fact]
    public void InOrder_OneSmallSegment_IsAcknowledgedAfterTheDelay()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 1, data: "hello").After(39.9).StackIsSilent().After(0.1);
        dialogue.StackSends(Ack, seq: 1, ack: 6);
        dialogue.StackIsSilent();
    }

    [Fact]
    public void InOrder_SecondSegment_IsAcknowledgedAtOnce()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "hello").StackIsSilent();
        dialogue.PeerSends(Ack, seq: 6, ack: 1, data: "world");
        dialogue.StackSends(Ack, seq: 1, ack: 11);
        dialogue.After(1000).StackIsSilent().StackReads("helloworld");
    }

    [Fact]
    public void InOrder_AnswerWithinTheDelay_CarriesTheAcknowledgment()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 1, data: "ping").StackReads("ping").StackWrites("pong");
        dialogue.StackSends(Psh | Ack, seq: 1, ack: 5, data: "pong");
        dialogue.PeerSends(Ack, seq: 5, ack: 5).After(100).StackIsSilent();
    }

    [Fact]
    public void InOrder_Arrival_RaisesReadableOnlyWhenThereWasNothing()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "a");
        Assert.Equal(Readiness.Readable, dialogue.Log.Take());
        dialogue.PeerSends(Ack, seq: 2, ack: 1, data: "b");
        Assert.Equal(Readiness.None, dialogue.Log.Take());
        dialogue.StackReads("ab").PeerSends(Ack, seq: 3, ack: 1, data: "c");
        Assert.Equal(Readiness.Readable, dialogue.Log.Take());
        dialogue.StackSends(Ack, seq: 1, ack: 3);
    }

    [Fact]
    public void Receive_Peek_LeavesTheBytes()
    {
        Dialogue dialogue = new Dialogue().Established();
        Assert.Equal(TransportError.WouldBlock, dialogue.Connection.Receive(new byte[4], out _));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "abcd");
        byte[] bytes = new byte[2];
        Assert.Equal(TransportError.None, dialogue.Connection.Receive(bytes, out int received, peek: true));
        Assert.Equal("ab"u8.ToArray(), bytes);
        Assert.Equal(2, received);
        Assert.Equal(4, dialogue.Connection.Available);
        dialogue.StackReads("ab").StackReads("cd");
    }

    [Fact]
    public void Gap_EachSegmentBehindIt_IsAnsweredByADuplicate()
    {
        Dialogue dialogue = new Dialogue().Established();
        for (int i = 1; i < 4; i++)
        {
            dialogue.PeerSends(Ack, seq: 1 + (4 * i), ack: 1, data: "abcd");
            dialogue.StackSends(Ack, seq: 1, ack: 1);
        }

        Assert.Equal(0, dialogue.Connection.Available);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "ABCD");
        dialogue.StackSends(Ack, seq: 1, ack: 17);
        dialogue.StackReads("ABCDabcdabcdabcd");
        Assert.Equal(3, dialogue.Counters.OutOfOrderSegments);
    }

    [Fact]
    public void Gap_FilledInPart_IsAcknowledgedAtOnce()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 7, ack: 1, data: "cc");
        dialogue.PeerSends(Ack, seq: 3, ack: 1, data: "bb");
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "aa");
        dialogue.StackSends(Ack, seq: 1, ack: 5);
        dialogue.PeerSends(Ack, seq: 5, ack: 1, data: "xx");
        dialogue.StackSends(Ack, seq: 1, ack: 9);
        dialogue.StackReads("aabbxxcc");
    }

    [Fact]
    public void Overlap_OldAndNewInOneSegment_NewIsTaken()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "abcd").PeerSends(Ack, seq: 3, ack: 1, data: "cdef").StackReads("abcdef");
        dialogue.StackSends(Ack, seq: 1, ack: 7);
    }

    [Fact]
    public void Overlap_OfWhatIsAhead_IsJoined()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 5, ack: 1, data: "eeff").PeerSends(Ack, seq: 3, ack: 1, data: "ccee").PeerSends(Ack, seq: 1, ack: 1, data: "aacc");
        dialogue.StackReads("aacceeff");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 9);
    }

    [Fact]
    public void Fin_AheadOfAGap_CountsWhenItsTurnComes()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack | Fin, seq: 3, ack: 1, data: "bb").StateIs(TcpState.Established);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "aa").StateIs(TcpState.CloseWait);
        dialogue.StackSends(Ack, seq: 1, ack: 6);
        dialogue.StackReads("aabb").StackReads("");
    }

    [Fact]
    public void Fin_AloneAheadOfAGap_CountsWhenItsTurnComes()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack | Fin, seq: 3, ack: 1).StateIs(TcpState.Established);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "aa").StateIs(TcpState.CloseWait);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 4);
    }

    [Fact]
    public void Fin_DataBehindIt_IsDropped()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack | Fin, seq: 3, ack: 1).PeerSends(Ack, seq: 1, ack: 1, data: "aaBOGUS").StateIs(TcpState.CloseWait).StackReads("aa").StackReads("");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 4);
    }

    [Fact]
    public void Fin_SentAgain_IsAcknowledgedAgain()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack | Fin, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 2);
        dialogue.PeerSends(Ack | Fin, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 2);
    }

    [Fact]
    public void Window_ProgramDoesNotRead_ClosesAndReopens()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 4000 }).Established();
        string thousand = new('x', 1000);
        for (int i = 0; i < 4; i++)
        {
            dialogue.PeerSends(Ack, seq: 1 + (1000 * i), ack: 1, data: thousand);
        }

        Assert.Equal(0, dialogue.TakeAllSent()[^1].Window);
        dialogue.PeerSends(Ack, seq: 4001, ack: 1, data: "p");
        dialogue.StackSends(Ack, seq: 1, ack: 4001, window: 0);

        // Receiver's silly window avoidance: not for a few bytes, but for a segment's worth.
        dialogue.StackReads(new string('x', 1459)).StackIsSilent().StackReads("x");
        dialogue.StackSends(Ack, seq: 1, ack: 4001, window: 1460);
        dialogue.PeerSends(Ack, seq: 4001, ack: 1, data: "next").After(40);
        dialogue.StackSends(Ack, seq: 1, ack: 4005, window: 1456);
    }

    [Fact]
    public void Window_OpensBySlivers_IsNotOfferedByAcknowledgmentsEither()
    {
        // RFC 9293 3.8.6.2.2.
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 4000 }).Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: new string('x', 3000)).StackReads(new string('x', 100));
        dialogue.PeerSends(Ack, seq: 3001, ack: 1, data: new string('x', 10));
        Assert.Equal(4000 - 3010, dialogue.After(40).TakeAllSent()[^1].Window);
    }

    [Fact]
    public void Window_Closed_StillTakesAcknowledgments()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 10 }).Established().StackWrites("data");
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "0123456789");
        dialogue.TakeAllSent();
        Assert.Equal(4, dialogue.Connection.GetInfo().SendQueue);
        dialogue.PeerSends(Ack, seq: 11, ack: 5, data: "probe");
        dialogue.StackSends(Ack, seq: 5, ack: 11, window: 0);
        Assert.Equal(0, dialogue.Connection.GetInfo().SendQueue);
        Assert.Equal(10, dialogue.Connection.Available);
    }

    [Fact]
    public void Window_Closed_StillTakesUrgentSegments()
    {
        // RFC 9293 3.10.7.4; the data is for later.
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 4 }).Established().StackWrites("out");
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "full").TakeAllSent();
        dialogue.PeerSends(Ack | Urg, seq: 5, ack: 4, data: "!");
        dialogue.StackSends(Ack, seq: 4, ack: 5, window: 0);
        Assert.Equal(0, dialogue.Connection.GetInfo().SendQueue);
    }

    [Fact]
    public void Fin_BeyondTheWindow_IsCutOffWithTheDataBeforeIt()
    {
        // RFC 9293 3.10.7.4: segments are trimmed to the window, FIN included.
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 10 }).Established();
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 1, data: "0123456789more");
        dialogue.StackSends(Ack, seq: 1, ack: 11, window: 0);
        dialogue.StackReads("0123456789").TakeAllSent();
        dialogue.PeerSends(Ack, seq: 11, ack: 1, data: "more").After(40);
        dialogue.StackSends(Ack, seq: 1, ack: 15);
        dialogue.StateIs(TcpState.Established).StackReads("more");
    }

    [Fact]
    public void Window_Closed_StillTakesResets()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 4 }).Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "full").PeerSends(Rst, seq: 5, data: "a reason").StateIs(TcpState.Closed);
    }

    [Fact]
    public void Window_Scaled_IsAnnouncedShifted()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { WindowScale = 3 });
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "ab").After(40);
        dialogue.StackSends(Ack, seq: 1, ack: 3, window: (131_072 - 2) >> 7);
    }

    [Fact]
    public void Window_ScaledAndTinyBuffer_IsStillOneUnit()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 100 }).Established(new TcpOptions { WindowScale = 0 });
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: new string('t', 100)).After(40);
        dialogue.StackSends(Ack, seq: 1, ack: 101, window: 0);
        dialogue.StackReads(new string('t', 60)).StackIsSilent().StackReads(new string('t', 40));
        dialogue.StackSends(Ack, seq: 1, ack: 101, window: 1);
    }

    [Fact]
    public void Window_NeverRetreats_WhenTheBufferShrinks()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 10_000 }).Established();
        dialogue.Connection.ReceiveBufferSize = 100;
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: new string('y', 1000)).After(40);
        dialogue.StackSends(Ack, seq: 1, ack: 1001, window: 9000);
    }

    [Fact]
    public void Memory_Exhausted_DropsWhatIsAheadFirstAndKeepsGoing()
    {
        // One chunk in all, and every buffer may have its first.
        Dialogue dialogue = new Dialogue(new TcpSettings { BufferMemory = ChunkPool.ChunkSize }).Established();
        string chunk = new('z', 1000);
        dialogue.PeerSends(Ack, seq: 20_001, ack: 1, data: chunk);
        Assert.Equal(1, dialogue.Tcp.Context.Memory.Lent);
        for (int i = 0; i < 4; i++)
        {
            dialogue.PeerSends(Ack, seq: 1 + (i * 1000), ack: 1, data: chunk);
        }

        Assert.Equal(4000, dialogue.Connection.Available);
        dialogue.PeerSends(Ack, seq: 4001, ack: 1, data: chunk);
        Assert.Equal(4096, dialogue.Connection.Available);
        Assert.Equal(1, dialogue.Tcp.Context.Memory.Lent);
        Assert.True(dialogue.Counters.MemoryDrops > 0);
        dialogue.StackReads(new string('z', 4096)).PeerSends(Ack, seq: 4097, ack: 1, data: "rest").StackReads("rest");
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
        Assert.Equal([1, 1001, 2001, 3001, 4001, 4097], dialogue.TakeAllSent().Select(sent => sent.Ack));
    }

    [Fact]
    public void Timestamps_Negotiated_AreEchoedAndProtect()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { Timestamps = new TcpTimestamps(1000, 0) });
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "new", options: new TcpOptions { Timestamps = new TcpTimestamps(1010, 0) }).After(40);
        Assert.Equal(1010u, dialogue.StackSends(Ack, seq: 1, ack: 4).Options.Timestamps!.Value.EchoReply);

        // PAWS (RFC 7323 5.3): older than what was seen.
        dialogue.PeerSends(Ack, seq: 4, ack: 1, data: "old", options: new TcpOptions { Timestamps = new TcpTimestamps(900, 0) });
        dialogue.StackSends(Ack, seq: 1, ack: 4);

        // RFC 7323 3.2: without the option it is dropped silently.
        dialogue.PeerSends(Ack, seq: 4, ack: 1, data: "bare").StackIsSilent();
        Assert.Equal(3, dialogue.Connection.Available);
        dialogue.PeerSends(Rst, seq: 4).StateIs(TcpState.Closed);
    }

    [Fact]
    public void Timestamps_AfterAMonthOfSilence_AreNotHeldAgainstThePeer()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { Timestamps = new TcpTimestamps(1000, 0) });
        dialogue.After(TimeSpan.FromDays(25).TotalMilliseconds);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "hi", options: new TcpOptions { Timestamps = new TcpTimestamps(900, 0) }).StackReads("hi");
    }

    [Fact]
    public void Sack_Gaps_AreReportedLatestFirst()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { SackPermitted = true });
        dialogue.PeerSends(Ack, seq: 11, ack: 1, data: "aaaaa");
        Assert.Equal([(11, 16)], Blocks(dialogue.StackSends(Ack, seq: 1, ack: 1)));
        dialogue.PeerSends(Ack, seq: 21, ack: 1, data: "bbbbb");
        Assert.Equal([(21, 26), (11, 16)], Blocks(dialogue.StackSends(Ack, seq: 1, ack: 1)));
        dialogue.PeerSends(Ack, seq: 16, ack: 1, data: "ccccc");
        Assert.Equal([(11, 26)], Blocks(dialogue.StackSends(Ack, seq: 1, ack: 1)));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "dddddddddd");
        Assert.Empty(Blocks(dialogue.StackSends(Ack, seq: 1, ack: 26)));
    }

    [Fact]
    public void Sack_Duplicates_AreReportedFirst()
    {
        // RFC 2883 4.
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { SackPermitted = true });
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "aaaa").PeerSends(Ack, seq: 9, ack: 1, data: "cccc");
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "aaaa");
        Assert.Equal([(1, 5), (9, 13)], Blocks(dialogue.StackSends(Ack, seq: 1, ack: 5)));
        dialogue.PeerSends(Ack, seq: 9, ack: 1, data: "cccc");
        Assert.Equal([(9, 13), (9, 13)], Blocks(dialogue.StackSends(Ack, seq: 1, ack: 5)));
    }

    [Fact]
    public void Sack_DuplicateWithinAnOlderBlock_IsFollowedByThatBlock()
    {
        // RFC 2883 4 (4): else the sender takes it for an ordinary block.
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { SackPermitted = true });
        dialogue.PeerSends(Ack, seq: 5, ack: 1, data: "bbbb").PeerSends(Ack, seq: 9, ack: 1, data: "cccc").PeerSends(Ack, seq: 21, ack: 1, data: "ffff");
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 9, ack: 1, data: "cccc");
        Assert.Equal([(9, 13), (5, 13), (21, 25)], Blocks(dialogue.StackSends(Ack, seq: 1, ack: 1)));
    }

    [Fact]
    public void DelayedAcknowledgment_DueWhileTheDeviceIsFull_GoesOutWhenItIsNot()
    {
        Dialogue dialogue = new Dialogue().Established();
        for (int i = 0; i < 40; i++)
        {
            dialogue.PeerSends(Ack, seq: 1 + (4 * i), ack: 1, data: "aaaa");
        }

        dialogue.After(1000).TakeAllSent();
        dialogue.PeerSends(Ack, seq: 161, ack: 1, data: "bbbb");
        dialogue.StackIsSilent();
        dialogue.Output.Room = 0;
        dialogue.After(1000).StackIsSilent();
        dialogue.Output.Room = 1;
        dialogue.Polls().StackSends(Ack, seq: 1, ack: 165);
    }

    [Fact]
    public void Window_ThatItsScaleCannotExpress_IsOfferedWhileTheBufferIsEmpty()
    {
        // The SYN-ACK offers 100 bytes; in units of 128 that is none, and no step is worth a unit.
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 100 }).Established(new TcpOptions { WindowScale = 7 });
        dialogue.Connection.Send("x"u8, out _);
        Assert.Equal(1, dialogue.Polls().StackSends(Ack | Psh, seq: 1, ack: 1).Window);
    }

    [Fact]
    public void Sack_NotNegotiated_IsNotSent()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 11, ack: 1, data: "aaaaa");
        Assert.Empty(Blocks(dialogue.StackSends(Ack, seq: 1, ack: 1)));
    }

    private static (int Start, int End)[] Blocks(SentByStack sent)
    {
        var blocks = new (int, int)[sent.Options.SackCount];
        for (int i = 0; i < blocks.Length; i++)
        {
            SackBlock block = sent.Options.GetSackBlock(i);
            blocks[i] = (Dialogue.Relative(block.Start), Dialogue.Relative(block.End));
        }

        return blocks;
    }
}
