using System;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>Opening a connection: RFC 9293 3.5 and 3.10.7.2 to 3.10.7.4.</summary>
public sealed class HandshakeTests : DialogueTests
{
    [Fact]
    public void SynReceived_ChallengeOfAnOddSegment_ScalesItsWindow()
    {
        // RFC 7323 2.2: the window of every segment but a SYN. Unscaled it would promise 128 times as much.
        Dialogue dialogue = new Dialogue(new TcpSettings { ReceiveBufferSize = 8192 }).Listens();
        dialogue.PeerSends(Syn, seq: 0, options: new TcpOptions { WindowScale = 2 });
        Assert.Equal((byte)7, dialogue.StackSends(Syn | Ack, seq: 0, ack: 1, window: 8192).Options.WindowScale);
        dialogue.PeerSends(Ack, seq: 100_000, ack: 1).StackSends(Ack, seq: 1, ack: 1, window: 64);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PassiveOpen_Handshake_Establishes(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1, data: "");
        Assert.Equal(0, dialogue.Listener!.Pending);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).StackIsSilent();

        dialogue.Accepts().StateIs(TcpState.Established);
        Assert.Equal(new IpEndpoint(dialogue.Peer, Dialogue.PeerPort), dialogue.Connection.RemoteEndpoint);
        Assert.Equal(new IpEndpoint(dialogue.Stack, Dialogue.StackPort), dialogue.Connection.LocalEndpoint);
        Assert.Equal(Readiness.Writable, dialogue.Connection.Readiness);
        Assert.Equal(1, dialogue.Counters.PassiveOpens);
        Assert.Equal(1, dialogue.Counters.CurrentEstablished);
    }

    [Fact]
    public void PassiveOpen_DataWithTheLastAck_IsKept()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack | Psh, seq: 1, ack: 1, data: "GET /");
        dialogue.Accepts().StackReads("GET /");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PassiveOpen_DataAndFinWithTheLastAck_AreKept(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack | Fin, seq: 1, ack: 1, data: "bye");
        dialogue.StackSends(Ack, seq: 1, ack: 5);
        dialogue.Accepts().StateIs(TcpState.CloseWait).StackReads("bye").StackReads("");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PassiveOpen_LostSynAck_IsSentAgainByTimer(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.After(999).StackIsSilent().After(1);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.After(1999).StackIsSilent().After(1);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).Accepts().StateIs(TcpState.Established);

        // RFC 6298 5.7 and RFC 5681 3.1: no measurement, and a window of one segment.
        Assert.Equal(TimeSpan.FromSeconds(3), dialogue.Connection.GetInfo().RetransmissionTimeout);
        Assert.Equal(ipv6 ? 1220 : 536, dialogue.Connection.GetInfo().CongestionWindow);
    }

    [Fact]
    public void PassiveOpen_NoAnswerAtAll_IsForgotten()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Syn, seq: 0).After(63_000);
        Assert.Equal(6, dialogue.TakeAllSent().Count);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
        Assert.Equal(1, dialogue.Counters.AttemptFails);
    }

    [Fact]
    public void PassiveOpen_SynAgain_IsAnsweredAgain()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
    }

    [Fact]
    public void PassiveOpen_ResetInWindow_OnlyTheExactOneEndsIt()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Rst, seq: 100);
        dialogue.StackSends(Ack, seq: 1, ack: 1);
        Assert.Equal(1, dialogue.Tcp.Context.Table.Count);
        dialogue.PeerSends(Rst, seq: 1).StackIsSilent();
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void PassiveOpen_AckOfSomethingElse_IsReset()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 7);
        dialogue.StackSends(Rst, seq: 7);
    }

    [Fact]
    public void Listen_AckWithoutConnection_IsReset()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Ack, seq: 50, ack: 70);
        dialogue.StackSends(Rst, seq: 70);
    }

    [Theory]
    [InlineData(Rst)]
    [InlineData(None)]
    [InlineData(Fin)]
    [InlineData(Syn | Fin)]
    [InlineData(Syn | Rst)]
    public void Listen_WhatIsNoBeginning_IsIgnored(object flags) =>
        new Dialogue().Listens().PeerSends((TcpFlags)flags, seq: 0).StackIsSilent();

    [Fact]
    public void NoListener_Syn_IsResetWithAck()
    {
        Dialogue dialogue = new();
        dialogue.PeerSends(Syn, seq: 0, data: "abc");
        dialogue.StackSends(Rst | Ack, seq: 0, ack: 4);
        Assert.Equal(1, dialogue.Counters.OutResets);
    }

    [Fact]
    public void NoListener_Reset_IsIgnored() => new Dialogue().PeerSends(Rst, seq: 0).StackIsSilent();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ActiveOpen_Handshake_Establishes(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Connects().StateIs(TcpState.SynSent);
        SentByStack syn = dialogue.StackSends(Syn, seq: 0, ack: 0, data: "", window: 65_535);
        Assert.Equal((ushort?)(ipv6 ? 1440 : 1460), syn.Options.MaximumSegmentSize);
        Assert.Equal((byte?)7, syn.Options.WindowScale);
        Assert.True(syn.Options.SackPermitted);
        Assert.NotNull(syn.Options.Timestamps);
        Assert.Equal(Readiness.None, dialogue.Log.Take());

        dialogue.PeerSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.StackSends(Ack, seq: 1, ack: 1, data: "");
        dialogue.StateIs(TcpState.Established);
        Assert.Equal(Readiness.Writable, dialogue.Log.Take());
        Assert.Equal(1, dialogue.Counters.ActiveOpens);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ActiveOpen_Refused_EndsWithConnectionRefused(bool ipv6)
    {
        Dialogue dialogue = new Dialogue(ipv6: ipv6).Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Rst | Ack, seq: 0, ack: 1).StackIsSilent().StateIs(TcpState.Closed);
        Assert.Equal(TransportError.ConnectionRefused, dialogue.Connection.Error);
        Assert.True((dialogue.Log.Take() & Readiness.Error) != 0);
        Assert.Equal(1, dialogue.Counters.AttemptFails);
    }

    [Fact]
    public void ActiveOpen_BlindReset_IsIgnored()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Rst, seq: 0).StackIsSilent().StateIs(TcpState.SynSent);
        dialogue.PeerSends(Rst | Ack, seq: 0, ack: 9).StackIsSilent().StateIs(TcpState.SynSent);
    }

    [Fact]
    public void ActiveOpen_AckOfWhatWasNotSent_IsReset()
    {
        // A half-open peer: RFC 9293 3.5.1, figure 9.
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Ack, seq: 300, ack: 100);
        dialogue.StackSends(Rst, seq: 100);
        dialogue.StateIs(TcpState.SynSent);
    }

    [Fact]
    public void ActiveOpen_NoAnswer_IsRetriedThenTimesOut()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60 })
        {
            dialogue.After((seconds * 1000) - 1).StackIsSilent().After(1);
            dialogue.StackSends(Syn, seq: 0);
        }

        dialogue.After(59_999).StateIs(TcpState.SynSent).After(1).StackIsSilent().StateIs(TcpState.Closed);
        Assert.Equal(TransportError.TimedOut, dialogue.Connection.Error);
        Assert.Equal(0, dialogue.Tcp.Context.Table.Count);
    }

    [Fact]
    public void ActiveOpen_DataWithSynAck_IsKept()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn | Ack, seq: 0, ack: 1, data: "220 hello");
        dialogue.StackSends(Ack, seq: 1, ack: 10);
        dialogue.StackReads("220 hello");
    }

    [Fact]
    public void SimultaneousOpen_BothSyns_Establish()
    {
        // RFC 9293 3.5, figure 7.
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn, seq: 0).StateIs(TcpState.SynReceived);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Syn | Ack, seq: 0, ack: 1).StateIs(TcpState.Established);
        Assert.Equal(Readiness.Writable, dialogue.Log.Take());
        dialogue.TakeAllSent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1, data: "x").StackReads("x");
    }

    [Fact]
    public void SimultaneousOpen_PlainAck_Establishes()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 1).StateIs(TcpState.Established);
    }

    [Fact]
    public void SimultaneousOpen_Reset_IsARefusal()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Rst, seq: 1).StateIs(TcpState.Closed);
        Assert.Equal(TransportError.ConnectionRefused, dialogue.Connection.Error);
    }

    [Fact]
    public void SimultaneousOpen_WrongAck_IsReset()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.PeerSends(Ack, seq: 1, ack: 5);
        dialogue.StackSends(Rst, seq: 5);
        dialogue.StateIs(TcpState.SynReceived);
    }

    [Fact]
    public void SimultaneousOpen_CloseBeforeTheAck_SendsFinAfterIt()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.PeerSends(Syn, seq: 0);
        dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.StackCloses().StackIsSilent();
        dialogue.PeerSends(Ack, seq: 1, ack: 1);
        dialogue.StackSends(Fin | Ack, seq: 1, ack: 1);
        dialogue.StateIs(TcpState.FinWait1);
    }

    [Fact]
    public void ActiveOpen_CloseInSynSent_IsForgotten()
    {
        Dialogue dialogue = new Dialogue().Connects();
        dialogue.StackSends(Syn, seq: 0);
        dialogue.StackCloses().StackIsSilent().StateIs(TcpState.Closed);
        dialogue.PeerSends(Syn | Ack, seq: 0, ack: 1);
        dialogue.StackSends(Rst, seq: 1);
    }

    [Fact]
    public void Connect_WithoutRoute_FailsAtOnce()
    {
        Dialogue dialogue = new();
        dialogue.Output.RouteError = TransportError.NetworkUnreachable;
        Assert.Equal(
            TransportError.NetworkUnreachable,
            dialogue.Tcp.Connect(default, new IpEndpoint(Dialogue.PeerAddress, 80), false, out TcpConnection? connection));
        Assert.Null(connection);
    }

    [Fact]
    public void Connect_ToNowhere_IsInvalid()
    {
        TcpLayer tcp = new Dialogue().Tcp;
        Assert.Equal(TransportError.InvalidArgument, tcp.Connect(default, new IpEndpoint(Dialogue.PeerAddress, 0), false, out _));
        Assert.Equal(TransportError.InvalidArgument, tcp.Connect(default, new IpEndpoint(IpAddress.AnyIpv4, 80), false, out _));
        Assert.Equal(TransportError.InvalidArgument, tcp.Connect(default, new IpEndpoint(IpAddress.BroadcastIpv4, 80), false, out _));
    }

    [Fact]
    public void Receive_WrongChecksum_IsDroppedUnlessTheDeviceVouches()
    {
        byte[] syn = new byte[TcpHeader.Size];
        new TcpHeader(Dialogue.PeerPort, Dialogue.StackPort, default, default, Syn, 1000).WriteTo(syn, 0);
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.Deliver(syn);
        dialogue.StackIsSilent();
        Assert.Equal(1, dialogue.Counters.InChecksumErrors);
        dialogue.Deliver(syn, checksumVerified: true);
        Assert.Single(dialogue.TakeAllSent());
    }

    [Fact]
    public void Receive_NotUnicast_IsNeverAnswered()
    {
        byte[] syn = new byte[TcpHeader.Size];
        new TcpHeader(Dialogue.PeerPort, Dialogue.StackPort, default, default, Syn, 1000).WriteTo(syn, 0);
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.Deliver(syn, checksumVerified: true, isUnicast: false);
        dialogue.StackIsSilent();
    }

    [Fact]
    public void SynAck_AnswersOnlyTheOptionsOffered()
    {
        Dialogue dialogue = new Dialogue().Listens();
        dialogue.PeerSends(Syn, seq: 0);
        SentByStack bare = dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        Assert.Equal((ushort?)1460, bare.Options.MaximumSegmentSize);
        Assert.Null(bare.Options.WindowScale);
        Assert.False(bare.Options.SackPermitted);
        Assert.Null(bare.Options.Timestamps);

        dialogue.PeerSends(
            Syn, seq: 0, fromPort: 4001, options: new TcpOptions { WindowScale = 2, SackPermitted = true, Timestamps = new TcpTimestamps(77, 0) });
        SentByStack full = dialogue.StackSends(Syn | Ack, seq: 0, ack: 1);
        Assert.Equal((byte?)7, full.Options.WindowScale);
        Assert.True(full.Options.SackPermitted);
        Assert.Equal(77u, full.Options.Timestamps!.Value.EchoReply);
    }
}
