using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.SelfTest.Tests;

/// <summary>Exceptions: those the program throws and those the processor raises.</summary>
internal static class ExceptionTests
{
    // Read at run time, so that no compiler sees what becomes of it.
    private static readonly object? s_null = Environment.GetEnvironmentVariable("SABOS_NO_SUCH_VARIABLE");

    private static int Zero => s_null is null ? 0 : 1;

    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("exception.null-reference", NullReference),
        new DelegateSelfTest("exception.divide-by-zero", DivideByZero),
        new DelegateSelfTest("exception.checks", RuntimeChecks),
        new DelegateSelfTest("exception.finally", FinallyOrder),
        new DelegateSelfTest("exception.stack-trace", StackTrace),
        new DelegateSelfTest("exception.async", AsyncAsync),
        new DelegateSelfTest("exception.threads", OnThreads),
    ];

    private static void NullReference()
    {
        // A read, a write, and a field far behind the pointer: each is a page fault that becomes an exception.
        Check.Throws<NullReferenceException>(() => GC.KeepAlive(((int[])s_null!).Length));
        Check.Throws<NullReferenceException>(() => ((Holder)s_null!).Value = 1);
        Check.Throws<NullReferenceException>(() => s_null!.ToString());
    }

    private static void DivideByZero()
    {
        Check.Throws<DivideByZeroException>(() => GC.KeepAlive(1 / Zero));
        Check.Throws<DivideByZeroException>(() => GC.KeepAlive(1L % Zero));
        Check.Throws<OverflowException>(() => GC.KeepAlive(int.MinValue / (Zero - 1)));
    }

    private static void RuntimeChecks()
    {
        int[] array = new int[3];
        object text = "text";
        Check.Throws<IndexOutOfRangeException>(() => GC.KeepAlive(array[Zero + 3]));
        Check.Throws<InvalidCastException>(() => GC.KeepAlive((Holder)text));
        Check.Throws<OverflowException>(() => GC.KeepAlive(checked(int.MaxValue + Zero + 1)));
        Check.Throws<OverflowException>(() => GC.KeepAlive(new int[Zero - 1]));
        Check.Throws<IOException>(() => File.OpenRead("/no-such-file").Dispose());
    }

    private static void FinallyOrder()
    {
        List<string> order = [];
        try
        {
            try
            {
                throw new InvalidOperationException("first");
            }
            catch (InvalidOperationException) when (Note(order, "filter"))
            {
                order.Add("catch");
                throw new ArgumentException("second");
            }
            finally
            {
                order.Add("finally");
            }
        }
        catch (ArgumentException)
        {
            order.Add("outer");
        }

        Check.Equal("filter catch finally outer", string.Join(' ', order), "the order of handlers");
    }

    private static bool Note(List<string> order, string what)
    {
        order.Add(what);
        return true;
    }

    private static void StackTrace()
    {
        Exception exception = Check.Throws<InvalidOperationException>(() => Deep(20));
        string[] frames = exception.StackTrace?.Split('\n') ?? [];
        Check.True(frames.Length >= 20, $"a stack trace over 20 frames has {frames.Length}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deep(int depth) => depth == 0 ? throw new InvalidOperationException("deep") : Deep(depth - 1) + 1;

    private static async Task AsyncAsync(CancellationToken cancellation)
    {
        Task failing = Task.Run(ThrowLaterAsync, cancellation);
        try
        {
            await failing.ConfigureAwait(false);
        }
        catch (TimeZoneNotFoundException exception)
        {
            Check.Equal("later", exception.Message, "the message of an exception across an await");
            return;
        }

        throw new SelfTestFailedException("an exception was lost in an await");
    }

    private static async Task ThrowLaterAsync()
    {
        await Task.Delay(10).ConfigureAwait(false);
        throw new TimeZoneNotFoundException("later");
    }

    private static void OnThreads()
    {
        int caught = 0;
        ThreadTests.RunOnThreads(8, _ =>
        {
            for (int i = 0; i < 100; i++)
            {
                Check.Throws<NullReferenceException>(() => s_null!.ToString());
                Check.Throws<InvalidOperationException>(() => Deep(5));
                Interlocked.Add(ref caught, 2);
            }
        });
        Check.Equal(1600, caught, "exceptions caught on 8 threads");
    }

    [SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Only ever null: that is the point.")]
    private sealed class Holder
    {
        public int Value;
    }
}
