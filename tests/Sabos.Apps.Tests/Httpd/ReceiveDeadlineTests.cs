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
        Assert.Equal(161, Next(ConversationPhase.Head, hasInput: false, request: 0, now: 100));
        Assert.Equal(166, Next(ConversationPhase.Head, hasInput: false, request: 1, now: 105));
    }

    [Fact]
    public void Next_HeadInTrickles_KeepsItsDeadline()
    {
        Assert.Equal(111, Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100));
        Assert.Equal(111, Next(ConversationPhase.Head, hasInput: true, request: 0, now: 109));
    }

    [Fact]
    public void Next_HeadOfTheNextRequest_HasATimeOfItsOwn()
    {
        Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100);

        Assert.Equal(116, Next(ConversationPhase.Head, hasInput: true, request: 1, now: 105));
    }

    [Fact]
    public void Next_IdleBetween_EndsTheRequestsTime()
    {
        Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100);
        Next(ConversationPhase.Head, hasInput: false, request: 0, now: 104);

        Assert.Equal(116, Next(ConversationPhase.Head, hasInput: true, request: 0, now: 105));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_Body_HasATimeOfItsOwnAndKeepsIt(bool hasInput)
    {
        Next(ConversationPhase.Head, hasInput: true, request: 0, now: 100);

        Assert.Equal(139, Next(ConversationPhase.Body, hasInput, request: 0, now: 108));
        Assert.Equal(139, Next(ConversationPhase.Body, hasInput, request: 0, now: 130));
    }

    [Theory]
    [InlineData(0.001, 102)]
    [InlineData(1, 102)]
    [InlineData(1.5, 103)]
    [InlineData(2, 103)]
    public void After_ASecondThatIsNearlyOver_IsTheWholeTime(double seconds, int deadline) =>
        Assert.Equal(deadline, ReceiveDeadline.After(100, TimeSpan.FromSeconds(seconds)));

    private int Next(ConversationPhase phase, bool hasInput, int request, int now) => _deadline.Next(phase, hasInput, request, now, _options);
}
