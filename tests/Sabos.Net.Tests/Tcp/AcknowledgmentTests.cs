using System.Collections.Generic;
using System.Linq;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>When acknowledgments go: delayed, at once where the peer may wait for them, few for a burst (RFC 9293 3.8.6.3, RFC 5681 4.2).</summary>
public sealed class AcknowledgmentTests : DialogueTests
{
    private const int Full = 1000;

    [Fact]
    public void Start_FullSegments_AreAcknowledgedOneByOne()
    {
        Dialogue dialogue = new Dialogue().Established();
        for (int i = 0; i < AcknowledgmentTiming.QuickSegments; i++)
        {
            PeerSendsFull(dialogue, i);
            dialogue.StackSends(Ack, seq: 1, ack: 1 + ((i + 1) * Full));
        }

        PeerSendsFull(dialogue, 16);
        dialogue.StackIsSilent();
        PeerSendsFull(dialogue, 17);
        dialogue.StackSends(Ack, seq: 1, ack: 1 + (18 * Full));
    }

    [Fact]
    public void Idle_PeerThatBeginsAnew_IsAcknowledgedOneByOneAgain()
    {
        Dialogue dialogue = Warm(out int next);
        dialogue.After(999).PeerSends(Ack, seq: next, ack: 1, data: Text());
        dialogue.StackIsSilent();
        dialogue.After(1000).TakeAllSent();
        dialogue.PeerSends(Ack, seq: next + Full, ack: 1, data: Text());
        dialogue.StackSends(Ack, seq: 1, ack: next + (2 * Full));
        dialogue.PeerSends(Ack, seq: next + (2 * Full), ack: 1, data: Text());
        dialogue.StackSends(Ack, seq: 1, ack: next + (3 * Full));
    }

    [Fact]
    public void Loss_AfterIt_SegmentsAreAcknowledgedOneByOne()
    {
        Dialogue dialogue = Warm(out int next);
        dialogue.PeerSends(Ack, seq: next + Full, ack: 1, data: Text());
        dialogue.StackSends(Ack, seq: 1, ack: next);
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: Text());
        dialogue.StackSends(Ack, seq: 1, ack: next + (2 * Full));

        // The segment that filled the gap is the first of them.
        for (int i = 2; i <= AcknowledgmentTiming.SegmentsAfterLoss - 1; i++)
        {
            dialogue.PeerSends(Ack, seq: next + (i * Full), ack: 1, data: Text());
            dialogue.Connection.Receive(new byte[100_000], out _);
            dialogue.StackSends(Ack, seq: 1, ack: next + ((i + 1) * Full));
        }

        dialogue.PeerSends(Ack, seq: next + (AcknowledgmentTiming.SegmentsAfterLoss * Full), ack: 1, data: Text()).StackIsSilent();
    }

    [Fact]
    public void SmallSegment_BehindAFullOne_IsAcknowledgedWithItAtOnce()
    {
        // RFC 8985 7.2: with two segments in flight a peer makes no allowance for a delay.
        Dialogue dialogue = Warm(out int next);
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: Text()).StackIsSilent();
        dialogue.PeerSends(Psh | Ack, seq: next + Full, ack: 1, data: "end");
        dialogue.StackSends(Ack, seq: 1, ack: next + Full + 3);
    }

    [Fact]
    public void WindowProbe_DoesNotStandForTheAcknowledgmentThatIsOwed()
    {
        // RFC 9293 3.10.7.4: what lies before the window is dropped with its acknowledgment.
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, window: 0).StackWrites("stuck").After(190).StackIsSilent();
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 1, data: "news", window: 0).After(20);
        dialogue.StackSends(Ack, seq: 0, ack: 5);
        dialogue.After(20).StackSends(Ack, seq: 1, ack: 5);
    }

    [Fact]
    public void SmallSegment_ProgramAsksForMore_IsAcknowledgedAtOnce()
    {
        // A request in two writes: the peer's Nagle algorithm holds the second back.
        Dialogue dialogue = new Dialogue().Established();
        for (int i = 0; i < 3; i++)
        {
            int peer = 1 + (8 * i);
            int stack = 1 + (4 * i);
            dialogue.PeerSends(Psh | Ack, seq: peer, ack: stack, data: "head").StackReads("head").StackIsSilent();
            Asks(dialogue);
            dialogue.StackSends(Ack, seq: stack, ack: peer + 4);
            dialogue.PeerSends(Psh | Ack, seq: peer + 4, ack: stack, data: "body").StackReads("body").StackWrites("done");
            dialogue.StackSends(Psh | Ack, seq: stack, ack: peer + 8, data: "done");
            dialogue.PeerSends(Ack, seq: peer + 8, ack: stack + 4);
        }
    }

    [Fact]
    public void SmallSegment_ProgramThatAnswersWhileItAsksForMore_IsGivenTimeAfterTheFirst()
    {
        Dialogue dialogue = new Dialogue().Established();
        Exchange(dialogue, 0);
        dialogue.PeerSends(Psh | Ack, seq: 5, ack: 5, data: "ping").StackReads("ping");
        Asks(dialogue);
        dialogue.StackIsSilent().StackWrites("pong");
        dialogue.StackSends(Psh | Ack, seq: 5, ack: 9, data: "pong");
        Assert.False(dialogue.Connection.QuickAcknowledgments);
    }

    [Fact]
    public void SmallSegment_NoAnswerWithinTheDelay_NextIsNotDelayedForTheProgramThatWaits()
    {
        Dialogue dialogue = new Dialogue().Established();
        Exchange(dialogue, 0);
        dialogue.PeerSends(Psh | Ack, seq: 5, ack: 5, data: "head").StackReads("head");
        Asks(dialogue);
        dialogue.StackIsSilent().After(40);
        dialogue.StackSends(Ack, seq: 5, ack: 9);
        Assert.Equal(1, dialogue.Counters.DelayedAcknowledgments);
        dialogue.PeerSends(Psh | Ack, seq: 9, ack: 5, data: "more").StackReads("more");
        Asks(dialogue);
        dialogue.StackSends(Ack, seq: 5, ack: 13);
    }

    [Fact]
    public void SmallSegment_AnswerStillToBeSent_GoesWithIt()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 1, data: "ping").StackReads("ping");
        dialogue.Connection.Send("pong"u8, out _);
        Asks(dialogue);
        dialogue.StackSends(Psh | Ack, seq: 1, ack: 5, data: "pong");
        dialogue.StackIsSilent();
        Assert.False(dialogue.Connection.QuickAcknowledgments);
    }

    [Fact]
    public void FullSegment_ProgramAsksForMore_StillWaitsForTheSecond()
    {
        Dialogue dialogue = Warm(out int next);
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: Text());
        dialogue.Connection.Receive(new byte[100_000], out _);
        Asks(dialogue);
        dialogue.StackIsSilent();
    }

    [Fact]
    public void Burst_InOnePoll_IsAcknowledgedEvery64KibAndAtItsEnd()
    {
        Dialogue dialogue = Warm(out int next);
        List<int> acknowledged = [];
        dialogue.IsInBurst = true;
        for (int i = 0; i < 100; i++)
        {
            dialogue.PeerSends(Ack, seq: next + (i * Full), ack: 1, data: Text());
            dialogue.Connection.Receive(new byte[100_000], out _);
            dialogue.TakeAllSent().ForEach(sent => acknowledged.Add(sent.Ack - next));
        }

        Assert.Equal([66 * Full], acknowledged);
        dialogue.Polls().StackSends(Ack, seq: 1, ack: next + (100 * Full));
    }

    [Fact]
    public void Burst_AfterALoss_EverySecondSegmentIsAcknowledgedAtOnce()
    {
        Dialogue dialogue = Warm(out int next);
        dialogue.PeerSends(Ack, seq: next + Full, ack: 1, data: Text());
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: Text());
        dialogue.TakeAllSent();
        next += 2 * Full;
        List<int> acknowledged = [];
        dialogue.IsInBurst = true;
        const int Count = AcknowledgmentTiming.SegmentsAfterLoss + 20;
        for (int i = 0; i < Count; i++)
        {
            dialogue.PeerSends(Ack, seq: next + (i * Full), ack: 1, data: Text());
            dialogue.Connection.Receive(new byte[100_000], out _);
            dialogue.TakeAllSent().ForEach(sent => acknowledged.Add(sent.Ack - next));
        }

        // The segment that filled the gap is the first of them; then bursts are acknowledged as before.
        Assert.Equal(Enumerable.Range(1, (AcknowledgmentTiming.SegmentsAfterLoss - 1) / 2).Select(pair => 2 * pair * Full), acknowledged);
    }

    [Fact]
    public void FullSegment_ThatStaysAlone_IsAcknowledgedAfterARoundTrip()
    {
        // It may be the probe of a peer whose acknowledgments were lost.
        Dialogue dialogue = Warm(out int next, roundTrip: 10);
        dialogue.PeerSends(Ack, seq: next, ack: 1, data: Text()).After(9).StackIsSilent();
        dialogue.After(1).StackSends(Ack, seq: 1, ack: next + Full);
    }

    [Fact]
    public void FullSegment_OfAPeerThatTheProgramAnswers_WaitsForTheAnswer()
    {
        Dialogue dialogue = Warm(out int next, roundTrip: 10);
        dialogue.StackWrites("answer");
        dialogue.StackSends(Psh | Ack, seq: 1, ack: next, data: "answer");
        dialogue.PeerSends(Ack, seq: next, ack: 7);
        dialogue.PeerSends(Ack, seq: next, ack: 7, data: Text()).After(39).StackIsSilent();
        dialogue.After(1).StackSends(Ack, seq: 7, ack: next + Full);
    }

    [Fact]
    public void QuickAcknowledgments_Chosen_WhatIsOwedAndWhatFollowsGoesAtOnce()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "a").StackIsSilent();
        dialogue.Connection.QuickAcknowledgments = true;
        dialogue.Polls().StackSends(Ack, seq: 1, ack: 2);
        for (int i = 0; i < AcknowledgmentTiming.QuickSegments; i++)
        {
            dialogue.PeerSends(Ack, seq: 2 + i, ack: 1, data: "b");
            dialogue.StackSends(Ack, seq: 1, ack: 3 + i);
        }

        dialogue.PeerSends(Ack, seq: 18, ack: 1, data: "c").StackIsSilent();
    }

    [Fact]
    public void QuickAcknowledgments_Refused_FullSegmentsWaitFromTheStart()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.Connection.QuickAcknowledgments = false;
        PeerSendsFull(dialogue, 0);
        dialogue.StackIsSilent();
        PeerSendsFull(dialogue, 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1 + (2 * Full));
    }

    private static void Asks(Dialogue dialogue)
    {
        Assert.Equal(TransportError.WouldBlock, dialogue.Connection.Receive(new byte[10], out _));
        dialogue.Polls();
    }

    private static void Exchange(Dialogue dialogue, int offset)
    {
        dialogue.PeerSends(Psh | Ack, seq: 1 + offset, ack: 1 + offset, data: "ping").StackReads("ping").StackWrites("pong");
        dialogue.StackSends(Psh | Ack, seq: 1 + offset, ack: 5 + offset, data: "pong");
        dialogue.PeerSends(Ack, seq: 5 + offset, ack: 5 + offset);
    }

    // Past the segments that are acknowledged one by one.
    private static Dialogue Warm(out int next, int roundTrip = 0)
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { WindowScale = 0 }, roundTrip);
        for (int i = 0; i < AcknowledgmentTiming.QuickSegments; i++)
        {
            PeerSendsFull(dialogue, i);
        }

        dialogue.TakeAllSent();
        dialogue.Connection.Receive(new byte[100_000], out _);
        next = 1 + (AcknowledgmentTiming.QuickSegments * Full);
        return dialogue;
    }

    private static void PeerSendsFull(Dialogue dialogue, int index) => dialogue.PeerSends(Ack, seq: 1 + (index * Full), ack: 1, data: Text());

    private static string Text() => new('x', Full);
}
