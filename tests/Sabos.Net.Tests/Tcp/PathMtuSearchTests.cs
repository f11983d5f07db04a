using System;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>When a larger packet is tried, and which (RFC 8899 5.1.1 and 5.3).</summary>
public sealed class PathMtuSearchTests
{
    private static readonly Instant s_now = Instant.FromMilliseconds(5000);
    private static readonly TimeSpan s_tenMinutes = TimeSpan.FromMinutes(10);

    private readonly PathMtuSearch _search = new();

    [Fact]
    public void TryNext_AfterARest_WaitsTenMinutes()
    {
        _search.Rest(s_now);
        Assert.False(_search.TryNext(1300, 1500, s_now + s_tenMinutes - TimeSpan.FromTicks(1), out _));
        Assert.True(_search.TryNext(1300, 1500, s_now + s_tenMinutes, out int size));
        Assert.Equal(1500, size);
    }

    [Fact]
    public void TryNext_AfterALostProbe_HalvesTheDistance()
    {
        _search.Begin(s_now);
        Assert.True(_search.TryNext(1100, 1500, s_now, out _));
        _search.TakeSent(new SequenceNumber(1), new SequenceNumber(1449));
        Assert.False(_search.TryNext(1100, 1500, s_now, out _));
        _search.TakeSentAgain(new SequenceNumber(1));
        Assert.True(_search.TryNext(1100, 1500, s_now, out int size));
        Assert.Equal(1300, size);
    }
}
