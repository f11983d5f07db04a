using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Sabos.Core.Stress;

/// <summary>
/// Runs the tests: all, or the groups and names given as arguments; <c>rounds=N</c> repeats them. One line for each, and the exit
/// status tells whether all passed. <c>die=stackoverflow|null|exit</c> ends the program in that way instead,
/// and <c>bench</c> measures.
/// </summary>
internal static class Program
{
    private static readonly (string Group, Action Test)[] s_tests =
    [
        ("exceptions", ExceptionTests.ThrowAndCatch),
        ("exceptions", ExceptionTests.NestedFinally),
        ("exceptions", ExceptionTests.NullReference),
        ("exceptions", ExceptionTests.NullReferenceInManyThreads),
        ("exceptions", ExceptionTests.DivideByZero),
        ("exceptions", ExceptionTests.DeepRecursion),
        ("exceptions", ExceptionTests.AsynchronousException),
        ("threads", ThreadTests.ManyThreads),
        ("many", ThreadTests.TwoThousandThreads),
        ("threads", ThreadTests.ThreadsComeAndGo),
        ("threads", ThreadTests.ThreadPoolItems),
        ("threads", ThreadTests.ParallelFor),
        ("threads", ThreadTests.MonitorContention),
        ("threads", ThreadTests.SemaphoreHandover),
        ("threads", ThreadTests.BarrierRounds),
        ("threads", ThreadTests.ReadersAndWriter),
        ("threads", ThreadTests.ProducersAndConsumers),
        ("threads", ThreadTests.SpinnersDoNotStarveSleepers),
        ("threads", ThreadTests.FloatingPointSurvivesPreemption),
        ("time", TimeTests.StopwatchIsMonotonic),
        ("time", TimeTests.SleepLastsAsAsked),
        ("time", TimeTests.WaitsTimeOut),
        ("time", TimeTests.TimersFireOnceAndNotEarly),
        ("time", TimeTests.ManyDelays),
        ("time", TimeTests.IdleCostsNoProcessorTime),
        ("memory", MemoryTests.SixAllocatingThreads),
        ("memory", MemoryTests.FinalizersRun),
        ("memory", MemoryTests.LargeArraysComeAndGo),
        ("memory", MemoryTests.CollectWhileThreadsCompute),
        ("memory", MemoryTests.OutOfMemoryIsSurvived),
        ("memory", MemoryTests.NativeMemoryIsRefusedBeyondRam),
        ("protection", ProtectionTests.CodeIsNotWritable),
        ("protection", ProtectionTests.DataIsNotExecutable),
        ("protection", ProtectionTests.WritableAndExecutableIsRefused),
        ("protection", ProtectionTests.BadPointersAreRefused),
        ("memory", ProgramPageTests.UntouchedPagesServeTheCore),
        ("calls", SystemCallTests.PipeCarriesBytes),
        ("calls", SystemCallTests.PipeEndsWhenWriterCloses),
        ("calls", SystemCallTests.EventWakesPoll),
        ("calls", SystemCallTests.MemoryFileKeepsBytes),
        ("calls", SystemCallTests.MappingsGrowAndMove),
        ("calls", SystemCallTests.UnknownCallIsRefused),
        ("calls", SystemCallTests.FutexComparesTimesOutAndRequeues),
        ("calls", SystemCallTests.ClosingBlockedPipeIsSafe),
        ("calls", FuzzTests.RandomArgumentsAreSurvived),
        ("calls", FuzzTests.UnclaimedInterruptIsSurvived),
    ];

    private static int Main(string[] arguments)
    {
        int rounds = 1;
        var wanted = new List<string>();
        foreach (string argument in arguments)
        {
            if (argument.StartsWith("rounds=", StringComparison.Ordinal))
                rounds = int.Parse(argument.AsSpan(7), provider: null);
            else if (argument.StartsWith("die=", StringComparison.Ordinal))
                return Death.Die(argument[4..]);
            else if (argument == "bench")
                return Benchmark.Run();
            else if (argument != "trace")
                wanted.Add(argument);
        }

        int failed = 0;
        int passed = 0;
        for (int round = 0; round < rounds; round++)
        {
            foreach ((string group, Action test) in s_tests)
            {
                if (wanted.Count == 0 && group == "many")
                    continue; // by name only: not for small machines
                if (wanted.Count > 0 && !wanted.Contains(group) && !wanted.Contains(test.Method.Name))
                    continue;
                if (Run(test))
                    passed++;
                else
                    failed++;
            }
        }

        Console.WriteLine($"=== {passed} passed, {failed} failed ===");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static bool Run(Action test)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            test();
            Console.WriteLine($"[PASS] {test.Method.Name} {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
            return true;
        }
        catch (Exception exception)
        {
            Console.WriteLine($"[FAIL] {test.Method.Name}: {exception}");
            return false;
        }
    }
}
