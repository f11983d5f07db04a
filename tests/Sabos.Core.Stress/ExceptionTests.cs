using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Core.Stress;

/// <summary>Exceptions, by throw and by fault.</summary>
internal static class ExceptionTests
{
    private sealed class Node
    {
        public int Value = 1;
    }

    public static void ThrowAndCatch()
    {
        for (int i = 0; i < 1000; i++)
            Require.Throws<ArgumentException>(static () => throw new ArgumentException("x"));
    }

    public static void NestedFinally()
    {
        int order = 0;
        try
        {
            try
            {
                throw new InvalidOperationException("inner");
            }
            finally
            {
                order = (order * 10) + 1;
            }
        }
        catch (InvalidOperationException)
        {
            order = (order * 10) + 2;
        }

        Require.Equal(12, order, "order of handlers");
    }

    public static void NullReference()
    {
        for (int i = 0; i < 500; i++)
            Require.Throws<NullReferenceException>(static () => Read(null));
    }

    public static void NullReferenceInManyThreads()
    {
        int caught = 0;
        var threads = new Thread[8];
        for (int t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                for (int i = 0; i < 200; i++)
                {
                    try
                    {
                        Read(null);
                    }
                    catch (NullReferenceException)
                    {
                        Interlocked.Increment(ref caught);
                    }

                    if (i % 20 == 0)
                        GC.Collect(0);
                }
            });
            threads[t].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
        Require.Equal(1600, caught, "exceptions");
    }

    public static void DivideByZero() => Require.Throws<DivideByZeroException>(static () => Divide(1, 0));

    public static void DeepRecursion() => Require.Equal(20_000, Depth(20_000), "depth");

    public static void AsynchronousException()
    {
        static async Task Fail()
        {
            await Task.Delay(1).ConfigureAwait(false);
            await Task.Run(static () => throw new TimeoutException()).ConfigureAwait(false);
        }

        Require.Throws<TimeoutException>(static () => Fail().GetAwaiter().GetResult());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Read(Node? node) => node!.Value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Depth(int left) => left == 0 ? 0 : Depth(left - 1) + 1;
}
