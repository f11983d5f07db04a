using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Segments that continue a stream as expected but for one thing: the short way is not theirs.</summary>
public sealed class PredictionTests
{
    [Fact]
    public void Data_ThatOpensTheWindow_LetsDataGo()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "a", window: 0).StackReads("a").StackWrites("waits");
        dialogue.PeerSends(Ack, seq: 2, ack: 1, data: "b", window: 0).StackReads("b").TakeAllSent();
        dialogue.PeerSends(Ack, seq: 3, ack: 1, data: "c", window: 5000).StackReads("c");
        dialogue.StackSends(Ack | Psh, seq: 1, ack: 4, data: "waits");
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
