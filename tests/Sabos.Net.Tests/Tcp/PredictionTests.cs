using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Segments that continue a stream as expected but for one thing: the short way is not theirs.</summary>
public sealed class PredictionTests : DialogueTests
{
    [Fact]
    public void Data_ThatOpensTheWindowALittle_StartsTheTimerAnew()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "a", window: 0).StackReads("a").StackWrites(new string('x', 5000));
        double timeout = dialogue.Connection.GetInfo().RetransmissionTimeout.TotalMilliseconds;
        dialogue.After(timeout / 2).PeerSends(Ack, seq: 2, ack: 1, data: "b", window: 100).StackReads("b");
        dialogue.After(timeout * 3 / 4);
        Assert.All(dialogue.TakeAllSent(), sent => Assert.Equal("", sent.Data));
        dialogue.After(timeout / 2);
        Assert.Equal(100, Assert.Single(dialogue.TakeAllSent()).Data.Length);
    }

    [Fact]
    public void Data_BeyondTheWindow_TellsNothingOfThePeersWindow()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "a").StackReads("a").TakeAllSent();
        dialogue.PeerSends(Ack, seq: 500_000, ack: 1, data: "far");
        dialogue.StackSends(Ack, seq: 1, ack: 2);
        dialogue.PeerSends(Ack, seq: 2, ack: 1, data: "b", window: 0).StackReads("b").StackWrites("waits");
        Assert.All(dialogue.TakeAllSent(), sent => Assert.Equal("", sent.Data));
    }

    [Fact]
    public void Data_WithAReset_IsOne()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Rst | Ack, seq: 1, ack: 1, data: "why").StateIs(TcpState.Closed);
        Assert.Equal(TransportError.ConnectionReset, dialogue.Connection.Error);
    }

    [Fact]
    public void Data_WithASyn_IsChallenged()
    {
        Dialogue dialogue = new Dialogue().Established().PeerSends(Syn | Ack, seq: 1, ack: 1, data: "again");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Data_WithoutAnAcknowledgment_IsNotTaken()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(TcpFlags.None, seq: 1, data: "odd", acknowledges: dialogue.StackSequence(1)).StackIsSilent();
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Data_BehindTheEndOfTheStream_IsIgnored()
    {
        Dialogue dialogue = new Dialogue().Established().PeerSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 2);
        dialogue.PeerSends(Ack, seq: 2, ack: 1, data: "late").StackIsSilent();
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Data_ThatReportsADuplicate_WidensTheReorderingWindow()
    {
        // RFC 8985 6.2: from a quarter of the round trip to a half.
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { SackPermitted = true }, roundTrip: 100);
        dialogue.Connection.NoDelay = true;
        dialogue.StackWrites("first").After(100).PeerSends(Ack, seq: 1, ack: 6, data: "a").StackReads("a");
        TcpOptions twice = default;
        twice.AddSackBlock(new SackBlock(dialogue.StackSequence(1), dialogue.StackSequence(6)));
        dialogue.PeerSends(Ack, seq: 2, ack: 6, data: "b", options: twice).StackReads("b");

        dialogue.StackWrites("late").StackWrites("soon").TakeAllSent();
        TcpOptions selective = default;
        selective.AddSackBlock(new SackBlock(dialogue.StackSequence(10), dialogue.StackSequence(14)));
        dialogue.After(100).PeerSends(Ack, seq: 3, ack: 6, options: selective).After(45).StackIsSilent();
        dialogue.After(10).StackSends(Ack, seq: 6, data: "late");
    }

    [Fact]
    public void Data_ThatAcknowledges_Acknowledges()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "first").StackReads("first").StackWrites("question");
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 6, ack: 1, data: "second").StackReads("second");
        Assert.Equal(8, dialogue.Connection.GetInfo().InFlight);
        dialogue.PeerSends(Ack, seq: 12, ack: 9, data: "answer").StackReads("answer");
        Assert.Equal(0, dialogue.Connection.GetInfo().InFlight);
        dialogue.StackSends(Ack, seq: 9, ack: 18);
    }

    [Fact]
    public void Data_ThatAcknowledgesWhatWasNeverSent_IsNotTaken()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "a").StackReads("a").TakeAllSent();
        dialogue.PeerSends(Ack, seq: 2, ack: 100, data: "forged");
        dialogue.StackSends(Ack, seq: 1, ack: 2);
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Data_WithTheEnd_EndsTheStream()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "a").StackReads("a").TakeAllSent();
        dialogue.PeerSends(Fin | Ack, seq: 2, ack: 1, data: "b").StackReads("b");
        dialogue.StackSends(Ack, seq: 1, ack: 4);
        dialogue.StateIs(TcpState.CloseWait);
    }
}
