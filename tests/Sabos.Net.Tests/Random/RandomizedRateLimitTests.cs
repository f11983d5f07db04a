using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class RandomizedRateLimitTests
{
    private readonly RandomizedRateLimit _limit = new(new StackRandom(new byte[32]), perSecond: 1000, burst: 100);
    private Instant _now = Instant.FromMilliseconds(1);

    [Fact]
    public void TryTake_AtOnce_GivesABurst() => Assert.InRange(Taken(TimeSpan.Zero), 70, 130);

    [Fact]
    public void TryTake_InTheLongRun_GivesTheRate()
    {
        int taken = Enumerable.Range(0, 10_000).Sum(_ => Taken(TimeSpan.FromMilliseconds(1)));
        Assert.InRange(taken, 9_500, 10_600);
    }

    // CVE-2016-5696: who knows how many answers there are in a second can tell whether others got one.
    [Fact]
    public void TryTake_InEachSecond_GivesAnotherNumber()
    {
        HashSet<int> numbers = [];
        for (int second = 0; second < 20; second++)
        {
            numbers.Add(Enumerable.Range(0, 1000).Sum(_ => Taken(TimeSpan.FromMilliseconds(1))));
        }

        Assert.InRange(numbers.Count, 10, 20);
    }

    [Fact]
    public void TryTake_AfterAPause_GivesNoMoreThanABurst()
    {
        Taken(TimeSpan.Zero);
        Assert.InRange(Taken(TimeSpan.FromDays(1)), 70, 130);
    }

    private int Taken(TimeSpan later)
    {
        _now += later;
        int count = 0;
        while (_limit.TryTake(_now))
        {
            count++;
        }

        return count;
    }
}
