using System;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class ReceiveDeadlineTests
{
    private readonly HttpServerOptions _options = new()
    {
        IdleTimeout = TimeSpan.FromSeconds(60),
        HeadTimeout = TimeSpan.FromSeconds(10),
        BodyTimeout = TimeSpan.FromSeconds(30),
    };

    private ReceiveDeadline _deadline;

    [Fact]
    public void Next_Idle_CountsFromEveryWait()
    {
        Assert.Equal(160, Next(ConversationPhase.Head, hasInput: false, request: 0, now: 100));
        Assert.Equal(165, Next(ConversationPhase.Head, hasInput: false, request: 1, now: 105));
    }

    [Fact]
    public void Next_HeadInTrickles_KeepsItsDeadline()
    {
        Assert.Equal(110, Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100));
        Assert.Equal(110, Next(ConversationPhase.Head, hasInput: true, request: 0, now: 109));
    }

    [Fact]
    public void Next_HeadOfTheNextRequest_HasATimeOfItsOwn()
    {
        Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100);

        Assert.Equal(115, Next(ConversationPhase.Head, hasInput: true, request: 1, now: 105));
    }

    [Fact]
    public void Next_IdleBetween_EndsTheRequestsTime()
    {
        Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100);
        Next(ConversationPhase.Head, hasInput: false, request: 0, now: 104);

        Assert.Equal(115, Next(ConversationPhase.Head, hasInput: true, request: 0, now: 105));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_Body_HasATimeOfItsOwnAndKeepsIt(bool hasInput)
    {
        Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100);

        Assert.Equal(138, Next(ConversationPhase.Body, hasInput, request: 0, now: 108));
        Assert.Equal(138, Next(ConversationPhase.Body, hasInput, request: 0, now: 130));
    }

    [Fact]
    public void After_LessThanASecond_IsASecond() => Assert.Equal(101, ReceiveDeadline.After(100, TimeSpan.FromMilliseconds(1)));

    private int Next(ConversationPhase phase, bool hasInput, int request, int now) => _deadline.Next(phase, hasInput, request, now, _options);
}
