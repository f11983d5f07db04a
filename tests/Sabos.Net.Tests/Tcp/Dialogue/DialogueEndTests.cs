using System;
using Xunit;
using Xunit.Sdk;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>That a dialogue does not overlook what the stack sends.</summary>
public sealed class DialogueEndTests : DialogueTests
{
    [Fact]
    public void Ends_SomethingSentThatNobodyLookedAt_Fails()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites("one").StackWrites("two");
        dialogue.StackSends(Psh | Ack, seq: 1, data: "one");
        dialogue.PeerSends(Ack, seq: 1, ack: 4);

        string message = Assert.Throws<TrueException>(dialogue.Ends).Message;

        Assert.Contains("<SEQ=4><ACK=1><CTL=Psh, Ack><WND=65535> \"two\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public void StackSends_SomethingElseBeforeIt_Fails()
    {
        Dialogue dialogue = new Dialogue().Established().StackWrites("one");
        dialogue.PeerSends(Ack, seq: 1, ack: 4).StackWrites("two");

        Assert.Throws<EqualException>(() => dialogue.StackSends(Psh | Ack, seq: 4, data: "two"));

        dialogue.TakeAllSent();
    }
}
