using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;

namespace Sabos.SelfTest.Tests;

/// <summary>The files there are without a disk.</summary>
internal static class FileTests
{
    public static IEnumerable<ISelfTest> All { get; } =
    [
        new DelegateSelfTest("file.null", Null),
        new DelegateSelfTest("file.memory-info", MemoryInfo),
        new DelegateSelfTest("file.maps", Maps),
        new DelegateSelfTest("file.uptime", Uptime),
        new DelegateSelfTest("file.threads", Threads),
    ];

    private static void Null()
    {
        File.WriteAllText("/dev/null", "gone");
        Check.Equal(0, File.ReadAllBytes("/dev/null").Length, "bytes in /dev/null");
    }

    private static void MemoryInfo()
    {
        long total = 0;
        long free = 0;
        foreach (string line in File.ReadAllLines("/proc/meminfo"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "MemTotal:")
                total = long.Parse(words[1], CultureInfo.InvariantCulture);
            else if (words[0] == "MemFree:")
                free = long.Parse(words[1], CultureInfo.InvariantCulture);
        }

        Check.InRange(total, 8 * 1024, long.MaxValue, "MemTotal in kB");
        Check.InRange(free, 1, total, "MemFree in kB");
    }

    private static void Maps()
    {
        bool hasStack = false;
        int executable = 0;
        foreach (string line in File.ReadAllLines("/proc/self/maps"))
        {
            hasStack |= line.EndsWith("[stack]", StringComparison.Ordinal);
            string permissions = line.Split(' ')[1];
            Check.Equal(4, permissions.Length, "length of a mapping's permissions");
            if (permissions[2] == 'x')
                executable++;
        }

        Check.True(hasStack, "no mapping is named [stack]");
        Check.True(executable > 0, "no mapping is executable");
    }

    private static void Uptime()
    {
        double first = ReadUptime();
        Thread.Sleep(100);
        double second = ReadUptime();
        Check.InRange(second - first, 0.08, 5, "seconds that /proc/uptime counted in 100 ms");
    }

    private static double ReadUptime() =>
        double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    private static void Threads()
    {
        using ManualResetEventSlim started = new();
        using ManualResetEventSlim stop = new();
        int before = CountThreads();
        Thread thread = new(
            () =>
            {
                started.Set();
                stop.Wait();
            },
            128 * 1024);
        thread.Start();
        started.Wait();
        int during = CountThreads();
        stop.Set();
        thread.Join();

        // Pool threads may come and go meanwhile; the one made here is there in any case.
        Check.InRange(during, 2, int.MaxValue, $"threads in /proc/self/task, which were {before} before");
    }

    private static int CountThreads()
    {
        string[] directories = Directory.GetDirectories("/proc/self/task");
        int named = 0;
        foreach (string directory in directories)
        {
            try
            {
                if (File.ReadAllText(Path.Combine(directory, "stat")).Contains('(', StringComparison.Ordinal))
                    named++;
            }
            catch (IOException)
            {
                // It has ended since the directory was read.
            }
        }

        return named;
    }
}
