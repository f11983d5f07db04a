using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Hal.Tests;

public class FutexLockTests
{
    [Fact]
    public void Enter_ByWhoHasIt_IsCounted()
    {
        FutexLock gate = new();
        gate.Enter();
        gate.Enter();
        Assert.Equal(2, gate.Depth);

        gate.Exit();
        Assert.Equal(1, gate.Depth);
    }

    [Fact]
    public void Enter_WhileAnotherHasIt_WaitsForTheLastExit()
    {
        FutexLock gate = new();
        using SemaphoreSlim begun = new(0);
        bool isReleased = false;
        bool wasReleased = false;
        Thread other = new(() =>
        {
            begun.Release();
            gate.Enter();
            wasReleased = Volatile.Read(ref isReleased);
            gate.Exit();
        });
        gate.Enter();
        gate.Enter();

        other.Start();
        begun.Wait();
        gate.Exit();
        Volatile.Write(ref isReleased, true);
        gate.Exit();
        other.Join();

        Assert.True(wasReleased);
    }

    [Fact(Timeout = 60_000)]
    public async Task Enter_ManyThreads_OneIsInsideAtATime()
    {
        const int Threads = 4;
        const int Rounds = 50_000;
        FutexLock gate = new();
        int inside = 0;
        int most = 0;
        int count = 0;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    gate.Enter();
                    most = Math.Max(most, ++inside);
                    count++;
                    inside--;
                    gate.Exit();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal((1, Threads * Rounds), (most, count));
    }
}
