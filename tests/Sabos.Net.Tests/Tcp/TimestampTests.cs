using System;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Timestamps and protection against wrapped sequence numbers: RFC 7323.</summary>
public sealed class TimestampTests : DialogueTests
{
    [Fact]
    public void Echo_OfDataAhead_IsNotTaken()
    {
        // 4.3: the segment that is acknowledged decides.
        Dialogue dialogue = Established(1000).PeerSends(Ack, seq: 11, ack: 1, data: "ahead", options: Stamp(1020));
        Assert.Equal(1000u, dialogue.StackSends(Ack, seq: 1, ack: 1).Options.Timestamps!.Value.EchoReply);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "0123456789", options: Stamp(1010));
        Assert.Equal(1010u, dialogue.StackSends(Ack, seq: 1, ack: 16).Options.Timestamps!.Value.EchoReply);
    }

    [Fact]
    public void Echo_OfASegmentOutsideOfTheWindow_IsNotTaken()
    {
        Dialogue dialogue = Established(1000).PeerSends(Ack, seq: 500_000, ack: 1, data: "far", options: Stamp(5000));
        Assert.Equal(1000u, dialogue.StackSends(Ack, seq: 1, ack: 1).Options.Timestamps!.Value.EchoReply);
    }

    [Fact]
    public void Value_ThatWraps_IsLater()
    {
        Dialogue dialogue = Established(uint.MaxValue).PeerSends(Ack, seq: 1, ack: 1, data: "hi", options: Stamp(0)).StackReads("hi").After(100);
        Assert.Equal(0u, dialogue.StackSends(Ack, seq: 1, ack: 3).Options.Timestamps!.Value.EchoReply);
    }

    [Fact]
    public void Value_WithinTheDayLimit_StillProtects()
    {
        // 5.5: the limit is 24 days; one that came 23 days ago is still compared.
        Dialogue dialogue = Established(1000).After(TimeSpan.FromDays(23).TotalMilliseconds);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "old", options: Stamp(900));
        Assert.Equal(0, dialogue.Connection.Available);
        dialogue.After(TimeSpan.FromDays(2).TotalMilliseconds).PeerSends(Ack, seq: 1, ack: 1, data: "new", options: Stamp(900)).StackReads("new");

        // And what it brings counts from here on.
        dialogue.PeerSends(Ack, seq: 4, ack: 1, data: "!", options: Stamp(901)).StackReads("!");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
    }

    [Fact]
    public void Missing_OnAReset_IsNoHindrance() => Established(1000).PeerSends(Rst, seq: 1).StateIs(TcpState.Closed);

    [Fact]
    public void Acknowledgments_ThatFailTheTest_AreAnsweredTenTimesASecond()
    {
        // Two peers with clocks gone wrong must not answer each other for ever.
        Dialogue dialogue = Established(1000);
        for (int i = 0; i < 50; i++)
        {
            dialogue.PeerSends(Ack, seq: 1, ack: 1, options: Stamp(900));
        }

        Assert.Equal(10, dialogue.TakeAllSent().Count);
    }

    [Fact]
    public void SynAck_WithoutTimestamps_LeavesThemOff()
    {
        Dialogue dialogue = new Dialogue().Connects();
        Assert.NotNull(dialogue.StackSends(Syn, seq: 0).Options.Timestamps);
        dialogue.PeerSends(Syn | Ack, seq: 0, ack: 1);
        Assert.Null(dialogue.StackSends(Ack, seq: 1, ack: 1).Options.Timestamps);
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "bare").StackReads("bare");
    }

    private static Dialogue Established(uint stamp) => new Dialogue().Established(Stamp(stamp));

    private static TcpOptions Stamp(uint value) => new() { Timestamps = new TcpTimestamps(value, 0) };
}
