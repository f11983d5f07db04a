using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>TIME-WAIT: RFC 9293 3.6.1, RFC 1337, RFC 6191.</summary>
public sealed class TimeWaitTests : DialogueTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FinAgain_IsAcknowledgedAndRestartsTheWait(bool ipv6)
    {
        Dialogue dialogue = InTimeWait(ipv6: ipv6);
        dialogue.After(50_000).PeerSends(Fin | Ack, seq: 1, ack: 2);
        dialogue.StackSends(Ack, seq: 2, ack: 2);
        dialogue.After(59_999);
        Assert.Equal(1, dialogue.Tcp.Context.Table.Count);
        dialogue.After(1);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reset_IsIgnored(bool ipv6)
    {
        Dialogue dialogue = InTimeWait(ipv6: ipv6).PeerSends(Rst, seq: 2).StackIsSilent();
        Assert.Equal(1, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void OldData_IsAcknowledged()
    {
        Dialogue dialogue = InTimeWait().PeerSends(Ack, seq: -5, ack: 2, data: "old");
        dialogue.StackSends(Ack, seq: 2, ack: 2);
    }

    // RFC 9293 3.8.6: the edge does not go back, though the program has read and the acknowledgment of the FIN left only then.
    [Fact]
    public void FinAgain_ProgramHasReadSinceTheFirst_TheWindowsEdgeIsTheSame()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 10_000 }).Established().StackShutsDown();
        dialogue.PeerSends(Ack, seq: 1, ack: 2).TakeAllSent();
        dialogue.Output.Room = 0;
        string data = new('x', 3000);
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 2, data: data).StateIs(TcpState.TimeWait).StackReads(data);
        dialogue.Output.Room = int.MaxValue;
        int window = dialogue.Polls().StackSends(Ack, seq: 2, ack: 3002).Window;
        dialogue.PeerSends(Fin | Ack, seq: 3001, ack: 2).StackSends(Ack, seq: 2, ack: 3002, window: window);
    }

    [Fact]
    public void PlainAcknowledgment_IsNotAnswered() => InTimeWait().PeerSends(Ack, seq: 2, ack: 2).StackIsSilent();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Syn_AboveTheOldSequence_BeginsANewConnection(bool ipv6)
    {
        Dialogue dialogue = InTimeWait(ipv6: ipv6);
        SequenceNumber old = dialogue.StackSequence(2);
        dialogue.PeerSends(Syn, seq: 1000);
        SentByStack answer = Assert.Single(dialogue.TakeAllSent());
        Assert.Equal(Syn | Ack, answer.Flags);
        Assert.Equal(1001, answer.Ack);

        // It begins above what the old connection used.
        Assert.True(dialogue.StackSequence(0) > old);
        dialogue.PeerSends(Ack, seq: 1001, ack: 1, data: "again").Accepts().StateIs(TcpState.Established).StackReads("again");
    }

    [Fact]
    public void Syn_BelowTheOldSequence_IsAcknowledgedOnly()
    {
        Dialogue dialogue = InTimeWait().PeerSends(Syn, seq: 0);
        dialogue.StackSends(Ack, seq: 2, ack: 2);
    }

    [Fact]
    public void Syn_NobodyListens_IsAcknowledgedOnly()
    {
        Dialogue dialogue = InTimeWait();
        dialogue.Listener!.Close();
        dialogue.PeerSends(Syn, seq: 1000);
        dialogue.StackSends(Ack, seq: 2, ack: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Syn_WithALaterTimestamp_BeginsANewConnectionWhateverItsSequence(bool ipv6)
    {
        Dialogue dialogue = InTimeWait(new TcpOptions { Timestamps = new TcpTimestamps(100, 0) }, ipv6);
        dialogue.PeerSends(Syn, seq: -5000, options: new TcpOptions { Timestamps = new TcpTimestamps(101, 0) });
        Assert.Equal(Syn | Ack, Assert.Single(dialogue.TakeAllSent()).Flags);
    }

    [Fact]
    public void Syn_WithAnEarlierTimestamp_IsAcknowledgedOnly()
    {
        Dialogue dialogue = InTimeWait(new TcpOptions { Timestamps = new TcpTimestamps(100, 0) });
        dialogue.PeerSends(Syn, seq: 5000, options: new TcpOptions { Timestamps = new TcpTimestamps(99, 0) });
        Assert.Equal(Ack, Assert.Single(dialogue.TakeAllSent()).Flags);
    }

    [Fact]
    public void Capacity_Exceeded_ForgetsTheOldest()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { TimeWaitCapacity = 2 }).Listens();
        for (ushort port = 5000; port < 5003; port++)
        {
            dialogue.PeerSends(Syn, seq: 0, fromPort: port);
            dialogue.StackSends(Syn | Ack, seq: 0);
            dialogue.PeerSends(Ack, seq: 1, ack: 1, fromPort: port).Accepts().StackCloses().PeerSends(Fin | Ack, seq: 1, ack: 2, fromPort: port);
            dialogue.TakeAllSent();
        }

        Assert.Equal(2, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(1, dialogue.Counters.TimeWaitOverflows);
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 2, fromPort: 5000);
        Assert.Equal(Rst, Assert.Single(dialogue.TakeAllSent()).Flags);
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 2, fromPort: 5001);
        Assert.Equal(Ack, Assert.Single(dialogue.TakeAllSent()).Flags);
    }

    private static Dialogue InTimeWait(TcpOptions options = default, bool ipv6 = false)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Established(options).StackCloses();
        TcpOptions later = options.Timestamps is null ? default : new TcpOptions { Timestamps = options.Timestamps };
        dialogue.PeerSends(Fin | Ack, seq: 1, ack: 2, options: later).StateIs(TcpState.TimeWait).TakeAllSent();
        return dialogue;
    }
}
