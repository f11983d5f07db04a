using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Agreeing on explicit congestion notification: RFC 3168 6.1.1.</summary>
public sealed class EcnHandshakeTests : DialogueTests
{
    private static readonly TcpSettings s_requesting = new() { CongestionNotification = EcnMode.Request };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PassiveOpen_PeerAsks_IsAgreed(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Listens().PeerSends(Syn | Ece | Cwr, seq: 0);
        Assert.False(dialogue.StackSends(Syn | Ack | Ece, seq: 0, ack: 1).IsEcnCapable);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.True(SendsEcnCapable(dialogue));
    }

    [Theory]
    [InlineData(Syn)]
    [InlineData(Syn | Ece)]
    [InlineData(Syn | Cwr)]
    public void PassiveOpen_PeerDoesNotAsk_IsAPlainConnection(object flags)
    {
        Dialogue dialogue = new Dialogue().Listens().PeerSends((TcpFlags)flags, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.False(SendsEcnCapable(dialogue));
    }

    [Fact]
    public void PassiveOpen_TurnedOff_IsAPlainConnection()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { CongestionNotification = EcnMode.Off }).Listens().PeerSends(Syn | Ece | Cwr, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.False(SendsEcnCapable(dialogue));
    }

    [Fact]
    public void PassiveOpen_SynAckSentAgain_StillAgrees()
    {
        Dialogue dialogue = new Dialogue().Listens().PeerSends(Syn | Ece | Cwr, seq: 0);
        dialogue.StackSends(Syn | Ack | Ece, seq: 0, ack: 1);
        dialogue.After(1000);
        dialogue.StackSends(Syn | Ack | Ece, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.True(SendsEcnCapable(dialogue));
    }

    [Fact]
    public void PassiveOpen_PeerAsksNoMoreInItsSecondSyn_IsAPlainConnection()
    {
        // RFC 3168 6.1.1.1, the example: neither side may set ECT.
        Dialogue dialogue = new Dialogue().Listens().PeerSends(Syn | Ece | Cwr, seq: 0);
        dialogue.StackSends(Syn | Ack | Ece, seq: 0, ack: 1);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts();
        Assert.False(SendsEcnCapable(dialogue));
    }

    [Fact]
    public void ActiveOpen_ByDefault_DoesNotAsk()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn | Ack | Ece, seq: 0, ack: 1);
        dialogue.StackSends(Ack, seq: 1);
        Assert.False(SendsEcnCapable(dialogue));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ActiveOpen_PeerAgrees_IsUsed(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(s_requesting, ipv6: ipv6).Connects();
        Assert.False(dialogue.StackSends(Syn | Ece | Cwr, seq: 0).IsEcnCapable);
        dialogue.PeerSends(Syn | Ack | Ece, seq: 0, ack: 1);
        Assert.False(dialogue.StackSends(Ack, seq: 1, ack: 1).IsEcnCapable);
        Assert.True(SendsEcnCapable(dialogue));
    }

    [Theory]
    [InlineData(None)]
    [InlineData(Cwr)]
    [InlineData(Ece | Cwr)] // RFC 3168 6.1.1.2: it only mirrors our bits
    public void ActiveOpen_PeerDoesNotAgree_IsAPlainConnection(object flags)
    {
        Dialogue dialogue = new Dialogue(s_requesting).Connects();
        dialogue.StackSends(Syn | Ece | Cwr, seq: 0);
        dialogue.PeerSends(Syn | Ack | (TcpFlags)flags, seq: 0, ack: 1);
        dialogue.StackSends(Ack, seq: 1);
        Assert.False(SendsEcnCapable(dialogue));
    }

    [Fact]
    public void ActiveOpen_SynUnanswered_AsksNoMore()
    {
        // RFC 3168 6.1.1.1: a middlebox may have dropped it for its bits. An answer to the first SYN no longer counts (6.1.1).
        Dialogue dialogue = new Dialogue(s_requesting).Connects();
        dialogue.StackSends(Syn | Ece | Cwr, seq: 0);
        dialogue.After(1000);
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn | Ack | Ece, seq: 0, ack: 1);
        dialogue.StackSends(Ack, seq: 1);
        Assert.False(SendsEcnCapable(dialogue));
    }

    [Fact]
    public void SimultaneousOpen_BothAsk_IsUsed()
    {
        Dialogue dialogue = new Dialogue(s_requesting).Connects();
        dialogue.StackSends(Syn | Ece | Cwr, seq: 0);
        dialogue.PeerSends(Syn | Ece | Cwr, seq: 0);
        dialogue.StackSends(Syn | Ack | Ece, seq: 0, ack: 1);
        dialogue.PeerSends(Syn | Ack | Ece, seq: 0, ack: 1).StateIs(TcpState.Established).TakeAllSent();
        Assert.True(SendsEcnCapable(dialogue));
        Assert.Equal(0, dialogue.Counters.EcnReductions);
    }

    [Theory]
    [InlineData(None, Ece)]
    [InlineData(Ece | Cwr, None)]
    public void SimultaneousOpen_PeerDoesNotAskOrAgree_IsAPlainConnection(object synFlags, object synAckFlags)
    {
        Dialogue dialogue = new Dialogue(s_requesting).Connects();
        dialogue.StackSends(Syn | Ece | Cwr, seq: 0);
        dialogue.PeerSends(Syn | (TcpFlags)synFlags, seq: 0).TakeAllSent();
        dialogue.PeerSends(Syn | Ack | (TcpFlags)synAckFlags, seq: 0, ack: 1).StateIs(TcpState.Established).TakeAllSent();
        Assert.False(SendsEcnCapable(dialogue));
    }

    private static bool SendsEcnCapable(Dialogue dialogue) => dialogue.StackWrites("data").StackSends(Psh | Ack, seq: 1, data: "data").IsEcnCapable;
}
