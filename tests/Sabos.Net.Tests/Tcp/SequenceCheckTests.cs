using System;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>What is not acceptable, and the blind attacks of RFC 5961.</summary>
public sealed class SequenceCheckTests : DialogueTests
{
    [Fact]
    public void Acknowledgment_FromTheWindowsEdgeBeyondAGap_Counts()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 10 }).Established();
        dialogue.Connection.Send("data"u8, out _);
        dialogue.Polls().StackSends(Ack | Psh, seq: 1, data: "data");
        dialogue.PeerSends(Ack, seq: 6, ack: 1, data: "fghij").StackSends(Ack, seq: 5, ack: 1);
        dialogue.PeerSends(Ack, seq: 11, ack: 5);
        Assert.Equal(0, dialogue.Connection.GetInfo().SendQueue);
        dialogue.After(60_000).StackIsSilent();
    }

    [Fact]
    public void Reset_ExactSequence_Resets()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Rst, seq: 1).StackIsSilent().StateIs(TcpState.Closed);
        Assert.Equal(TransportError.ConnectionReset, dialogue.Connection.Error);
        Assert.Equal(Readiness.Error | Readiness.Readable | Readiness.Writable, dialogue.Log.Take());
        Assert.Equal(TransportError.ConnectionReset, dialogue.Connection.Send("x"u8, out _));
        Assert.Equal(TransportError.ConnectionReset, dialogue.Connection.Receive(new byte[1], out _));
        Assert.Equal(1, dialogue.Counters.EstablishedResets);
        Assert.Equal(0, dialogue.Counters.CurrentEstablished);
    }

    [Fact]
    public void Reset_AfterData_DataIsStillReadable()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Psh | Ack, seq: 1, ack: 1, data: "tail").PeerSends(Rst | Ack, seq: 5, ack: 1).StackReads("tail");
        Assert.Equal(TransportError.ConnectionReset, dialogue.Connection.Receive(new byte[1], out _));
        Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
    }

    [Fact]
    public void Reset_InWindow_IsChallenged()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Rst, seq: 2);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StateIs(TcpState.Established);
        Assert.Equal(1, dialogue.Counters.ChallengeAcks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1000)]
    [InlineData(1_000_000)]
    public void Reset_OutsideOfTheWindow_IsIgnored(int seq) =>
        new Dialogue().Established().PeerSends(Rst, seq).StackIsSilent().StateIs(TcpState.Established);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(1_000_000)]
    public void Syn_OnAnEstablishedConnection_IsChallenged(int seq)
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Syn, seq);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.StateIs(TcpState.Established);
    }

    [Fact]
    public void Challenges_AreLimitedToTenASecond()
    {
        Dialogue dialogue = new Dialogue().Established();
        for (int i = 0; i < 100; i++)
        {
            dialogue.PeerSends(Syn, seq: 5);
        }

        Assert.Equal(10, dialogue.TakeAllSent().Count);
        dialogue.After(1000).PeerSends(Syn, seq: 5);
        Assert.Single(dialogue.TakeAllSent());
    }

    [Fact]
    public void Ack_OfWhatWasNotSent_IsAnsweredAndDropped()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: 100, data: "evil");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Ack_OlderThanAnyWindow_IsAnsweredAndDropped()
    {
        // RFC 5961 5.2.
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 1, ack: -70_000, data: "evil");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Data_WithoutAck_IsDropped()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Psh, seq: 1, data: "no ack").StackIsSilent();
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Data_OutsideOfTheWindow_IsAcknowledgedAndDropped()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack, seq: 300_000, ack: 1, data: "far");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        dialogue.PeerSends(Ack, seq: -10, ack: 1, data: "old");
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        Assert.Equal(0, dialogue.Connection.Available);
    }

    [Fact]
    public void Data_BeyondTheWindowEdge_IsCutOff()
    {
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 10 }).Established();
        dialogue.PeerSends(Ack | Fin, seq: 1, ack: 1, data: "0123456789abcdef");
        dialogue.StackSends(Ack, seq: 1, ack: 11, window: 0);
        dialogue.StackReads("0123456789").StateIs(TcpState.Established);
        dialogue.StackSends(Ack, seq: 1, ack: 11, window: 10);
    }

    [Fact]
    public void Urgent_PointerAndFlag_AreIgnoredAndDataStaysInLine()
    {
        Dialogue dialogue = new Dialogue().Established();
        dialogue.PeerSends(Ack | Urg, seq: 1, ack: 1, data: "in line").StackReads("in line");
    }

    [Fact]
    public void Segments_OfEveryKindInEveryState_NeverThrow()
    {
        Random random = new(7);
        for (int round = 0; round < 4000; round++)
        {
            Dialogue dialogue = InSomeState(random.Next(11));
            for (int i = 0; i < 12; i++)
            {
                var flags = (TcpFlags)random.Next(256);
                TcpOptions options = RandomOptions(random);
                dialogue.PeerSends(
                    flags, random.Next(-3, 40), random.Next(-3, 40), new string('x', random.Next(0, 30)), random.Next(4) == 0 ? 0 : random.Next(65_536), options);
                if (random.Next(4) == 0)
                {
                    dialogue.After(random.Next(0, 5000));
                }
            }

            dialogue.Connection?.Abort();
            dialogue.Listener?.Close();
            dialogue.After(200_000);
            Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
            Assert.Equal(0, dialogue.Tcp.Context.Memory.Lent);
            Assert.Equal(0, dialogue.Counters.CurrentEstablished);
            dialogue.TakeAllSent();
        }
    }

    private static TcpOptions RandomOptions(Random random)
    {
        TcpOptions options = new() { Timestamps = random.Next(3) == 0 ? new TcpTimestamps((uint)random.Next(), (uint)random.Next()) : null };
        if (random.Next(3) == 0)
        {
            options.AddSackBlock(new SackBlock(new SequenceNumber((uint)random.Next()), new SequenceNumber((uint)random.Next())));
        }

        return options;
    }

    private static Dialogue InSomeState(int state) => state switch
    {
        0 => new Dialogue().Listens(),
        1 => new Dialogue().Listens().PeerSends(Syn, seq: 0),
        2 => new Dialogue().Connects(),
        3 => new Dialogue().Connects().PeerSends(Syn, seq: 0),
        4 => new Dialogue().Established(),
        5 => Taken(new Dialogue().Established().StackWrites("some data in flight")),
        6 => Taken(new Dialogue().Established().StackShutsDown()),
        7 => Taken(new Dialogue().Established().StackShutsDown()).PeerSends(Ack, seq: 1, ack: 2),
        8 => Taken(new Dialogue().Established().PeerSends(Fin | Ack, seq: 1, ack: 1)),
        9 => Taken(new Dialogue().Established().PeerSends(Fin | Ack, seq: 1, ack: 1).StackShutsDown()),
        _ => Taken(new Dialogue().Established().StackShutsDown()).PeerSends(Fin | Ack, seq: 1, ack: 1),
    };

    private static Dialogue Taken(Dialogue dialogue)
    {
        dialogue.TakeAllSent();
        return dialogue;
    }
}
