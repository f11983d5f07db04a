using System;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Hal.Tests;

public class EventWordTests
{
    [Fact]
    public void Wait_SignalledAfterObserve_ReturnsAtOnce()
    {
        using EventWord word = new();
        uint observed = word.Observe();
        word.Signal();

        Assert.True(word.Wait(observed, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void Wait_NoSignal_ReportsThatTheTimePassed()
    {
        using EventWord word = new();

        Assert.False(word.Wait(word.Observe(), TimeSpan.FromMilliseconds(1)));
        Assert.False(word.Wait(word.Observe(), TimeSpan.Zero));
        Assert.False(word.Wait(word.Observe(), TimeSpan.FromTicks(-5)));
    }

    [Fact(Timeout = 60_000)]
    public async Task Wait_TwoThreadsAnsweringEachOther_NeverLoseASignal()
    {
        const int Rounds = 20_000;
        using EventWord ping = new();
        using EventWord pong = new();

        Task answers = Task.Run(() => Answer(ping, pong, Rounds));
        Task asks = Task.Run(() => Ask(ping, pong, Rounds));
        await Task.WhenAll(answers, asks);

        Assert.Equal((uint)Rounds, ping.Observe());
        Assert.Equal((uint)Rounds, pong.Observe());
    }

    private static void Ask(EventWord ping, EventWord pong, int rounds)
    {
        for (uint round = 0; round < rounds; round++)
        {
            ping.Signal();
            while (pong.Observe() == round)
                pong.Wait(round, Timeout.InfiniteTimeSpan);
        }
    }

    private static void Answer(EventWord ping, EventWord pong, int rounds)
    {
        for (uint round = 0; round < rounds; round++)
        {
            while (ping.Observe() == round)
                ping.Wait(round, Timeout.InfiniteTimeSpan);
            pong.Signal();
        }
    }
}
