using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>The edges of what is received (RFC 9293 3.4, 3.8.6.2.2), and when the program's reading is told.</summary>
public sealed class ReceiveWindowTests : DialogueTests
{
    private const int Size = 1000;

    [Fact]
    public void Data_AcrossTheEdge_IsTakenUpToIt()
    {
        Dialogue dialogue = Established(Size).PeerSends(Ack, seq: 501, ack: 1, data: new string('b', 600));
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: new string('a', 500));
        Assert.Equal(Size, dialogue.Connection.Available);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1001);
    }

    [Fact]
    public void Fin_BehindTheLastByteOfTheWindow_IsTaken() =>
        Established(Size).PeerSends(Fin | Ack, seq: 1, ack: 1, data: new string('a', Size)).StateIs(TcpState.CloseWait).StackSends(Ack, seq: 1, ack: Size + 2, window: 0);

    // RFC 5961 3.2: what lies outside of the window is not even answered.
    [Theory]
    [InlineData(Size)]
    [InlineData(Size + 2)]
    public void Closed_ResetBesideIt_IsIgnored(int seq)
    {
        Dialogue dialogue = Established(Size).PeerSends(Ack, seq: 1, ack: 1, data: new string('a', Size));
        dialogue.TakeAllSent();
        dialogue.PeerSends(Rst, seq).StackIsSilent().StateIs(TcpState.Established);
    }

    // RFC 2883 4.1: the part of a segment that was there already; told once.
    [Fact]
    public void Data_PartlyOld_TheOldPartIsReported()
    {
        Dialogue dialogue = new Dialogue().Established(new TcpOptions { SackPermitted = true }).PeerSends(Ack, seq: 1, ack: 1, data: "abcde");
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 3, ack: 1, data: "cdefg");
        SentByStack answer = dialogue.StackSends(Ack, seq: 1, ack: 8);
        Assert.Equal(1, answer.Options.SackCount);
        Assert.Equal((3, 6), (Dialogue.Relative(answer.Options.GetSackBlock(0).Start), Dialogue.Relative(answer.Options.GetSackBlock(0).End)));
        dialogue.PeerSends(Ack, seq: 8, ack: 1, data: "h").After(40);
        Assert.Equal(0, dialogue.StackSends(Ack, seq: 1, ack: 9).Options.SackCount);
    }

    // A window of two segments or more is told of when a quarter of the buffer is free; a smaller one as soon as a segment is.
    [Theory]
    [InlineData(5000, 2499, 2500)]
    [InlineData(8000, 1459, 1460)]
    public void Reading_OfEnough_IsTold(int arrived, int tooLittle, int enough)
    {
        Dialogue dialogue = Established(10_000);
        for (int i = 0; i < arrived; i += Size)
        {
            dialogue.PeerSends(Ack, seq: 1 + i, ack: 1, data: new string('a', Size));
        }

        dialogue.After(100).TakeAllSent();
        dialogue.StackReads(new string('a', tooLittle)).StackIsSilent();
        dialogue.StackReads(new string('a', enough - tooLittle)).StackSends(Ack, seq: 1, ack: 1 + arrived, window: 10_000 - arrived + enough);
    }

    private static Dialogue Established(int buffer) => new Dialogue(new TcpSettings { ReceiveBufferSize = buffer }).Established();
}
