using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Sabos.Telnetd;
using Xunit;
using Request = Sabos.Telnetd.OptionNegotiation.Request;

namespace Sabos.Apps.Tests.Telnetd;

public sealed class OptionNegotiationTests
{
    [Fact]
    public void PeerEnables_Acceptable_IsAgreedOnce()
    {
        OptionNegotiation option = new(isAcceptable: true);

        Assert.Equal(Request.Enable, option.PeerEnables());
        Assert.True(option.IsEnabled);
        Assert.Equal(Request.None, option.PeerEnables());
    }

    [Fact]
    public void PeerEnables_NotAcceptable_IsRefused()
    {
        OptionNegotiation option = new(isAcceptable: false);

        Assert.Equal(Request.Disable, option.PeerEnables());
        Assert.False(option.IsEnabled);
    }

    [Fact]
    public void PeerDisables_Disabled_IsNotAnswered()
    {
        OptionNegotiation option = new(isAcceptable: true);

        Assert.Equal(Request.None, option.PeerDisables());
    }

    [Fact]
    public void Enable_Agreed_TakesOneMessage()
    {
        OptionNegotiation option = new(isAcceptable: false);

        Assert.Equal(Request.Enable, option.Enable());
        Assert.Equal(Request.None, option.Enable());
        Assert.Equal(Request.None, option.PeerEnables());
        Assert.True(option.IsEnabled);
    }

    [Fact]
    public void Enable_Refused_IsGivenUp()
    {
        OptionNegotiation option = new(isAcceptable: true);
        option.Enable();

        Assert.Equal(Request.None, option.PeerDisables());
        Assert.Equal(OptionState.No, option.State);
    }

    [Fact]
    public void PeerDisables_Enabled_IsConfirmedOnce()
    {
        OptionNegotiation option = new(isAcceptable: true);
        option.PeerEnables();

        Assert.Equal(Request.Disable, option.PeerDisables());
        Assert.False(option.IsEnabled);
        Assert.Equal(Request.None, option.PeerDisables());
    }

    /// <summary>Two parties with wishes of their own, their messages crossing: they come to rest, and agree.</summary>
    [Fact]
    public void TwoParties_AnyWishes_ComeToRestAndAgree() => Prop.ForAll<byte[], bool, bool>((wishes, leftAccepts, rightAccepts) =>
    {
        OptionNegotiation[] party = [new(leftAccepts), new(rightAccepts)];
        Queue<Request>[] inbox = [new(), new()];
        int messages = 0;

        void Send(int sender, Request request)
        {
            if (request == Request.None)
                return;
            inbox[1 - sender].Enqueue(request);
            messages++;
        }

        void Deliver(int receiver)
        {
            if (inbox[receiver].TryDequeue(out Request request))
                Send(receiver, request == Request.Enable ? party[receiver].PeerEnables() : party[receiver].PeerDisables());
        }

        foreach (byte wish in wishes)
        {
            int side = wish & 1;
            Send(side, party[side].Enable());
            if ((wish & 4) != 0)
                Deliver((wish >> 1) & 1);
        }

        int limit = messages + (4 * wishes.Length) + 4;
        while (inbox.Any(queue => queue.Count > 0))
        {
            Deliver(0);
            Deliver(1);
            Assert.True(messages <= limit, "the parties answer each other for ever");
        }

        Assert.Equal(party[0].IsEnabled, party[1].IsEnabled);
    }).QuickCheckThrowOnFailure();
}
