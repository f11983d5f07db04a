using Sabos.Core.Boot;
using Sabos.Core.Memory;
using Sabos.Core.Processor;
using Sabos.Core.Threads;
using Sabos.Core.Time;

namespace Sabos.Core.Files;

/// <summary>The files of /proc that tell about the machine, proc(5).</summary>
internal static unsafe class MachineFiles
{
    private const ulong NanosecondsPerTick = 10_000_000; // USER_HZ is 100

    public static void WriteMemoryInformation(ref TextSnapshot text)
    {
        ulong total = Frames.TotalCount * Layout.PageSize;
        ulong free = Frames.FreeCount * Layout.PageSize;
        text.AddKibibytes("MemTotal:       "u8, total);
        text.AddKibibytes("MemFree:        "u8, free);
        text.AddKibibytes("MemAvailable:   "u8, Commit.Available * Layout.PageSize);
        text.Add("Buffers:        0 kB\nCached:         0 kB\nSwapCached:     0 kB\nSwapTotal:      0 kB\nSwapFree:       0 kB\n"u8);
        text.AddKibibytes("CommitLimit:    "u8, total);
        text.AddKibibytes("Committed_AS:   "u8, total - free + (Commit.Outstanding * Layout.PageSize));
    }

    public static void WriteUptime(ref TextSnapshot text)
    {
        text.AddSeconds(Clock.NowNanoseconds());
        text.Add(" "u8);
        text.AddSeconds(Scheduler.IdleTime);
        text.Add("\n"u8);
    }

    public static void WriteStatistics(ref TextSnapshot text)
    {
        ulong now = Clock.NowNanoseconds();
        for (int line = 0; line < 2; line++)
        {
            text.Add(line == 0 ? "cpu  "u8 : "cpu0 "u8);
            text.AddDecimal((now - Scheduler.IdleTime) / NanosecondsPerTick);
            text.Add(" 0 0 "u8);
            text.AddDecimal(Scheduler.IdleTime / NanosecondsPerTick);
            text.Add(" 0 0 0 0 0 0\n"u8);
        }

        text.Add("ctxt "u8);
        text.AddDecimal(Scheduler.SwitchCount);
        text.Add("\nbtime "u8);
        text.AddDecimal(Clock.WallOffset / TimeSpecification.NanosecondsPerSecond);
        text.Add("\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n"u8);
    }

    public static void WriteLoad(ref TextSnapshot text)
    {
        ulong ready = 0;
        ulong threads = 0;
        ulong last = 0;
        for (Thread* thread = ThreadTable.First; thread != null; thread = thread->NextThread)
        {
            threads++;
            last = (ulong)thread->Id;
            if (thread->State == ThreadState.Ready)
                ready++;
        }

        text.Add("0.00 0.00 0.00 "u8);
        text.AddDecimal(ready);
        text.Add("/"u8);
        text.AddDecimal(threads);
        text.Add(" "u8);
        text.AddDecimal(last);
        text.Add("\n"u8);
    }

    public static void WriteProcessor(ref TextSnapshot text)
    {
        const uint BrandLeaf = 0x8000_0002;
        const int Words = 12;
        uint* words = stackalloc uint[Words + 4];
        text.Add("processor\t: 0\nvendor_id\t: "u8);
        Instructions.Cpuid(0, 0, words);
        uint swap = words[2]; // the vendor's name is in ebx, edx, ecx
        words[2] = words[3];
        words[3] = swap;
        text.Add((byte*)(words + 1), 3 * sizeof(uint));

        Instructions.Cpuid(1, 0, words);
        uint signature = words[0]; // Intel SDM 2A, CPUID 1: extended fields count for families 6 and 15
        uint family = (signature >> 8) & 15;
        uint model = (signature >> 4) & 15;
        if (family is 6 or 15)
            model |= (signature >> 12) & 0xF0;
        if (family == 15)
            family += (signature >> 20) & 0xFF;
        text.Add("\ncpu family\t: "u8);
        text.AddDecimal(family);
        text.Add("\nmodel\t\t: "u8);
        text.AddDecimal(model);
        text.Add("\nmodel name\t: "u8);
        for (uint i = 0; i < 3; i++)
            Instructions.Cpuid(BrandLeaf + i, 0, words + (i * 4));
        words[Words] = 0;
        text.AddZeroTerminated((byte*)words);
        text.Add("\nstepping\t: "u8);
        text.AddDecimal(signature & 15);
        text.Add("\ncpu MHz\t\t: "u8);
        text.AddDecimal(Clock.Frequency / 1_000_000);
        text.Add(".000\nphysical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\ncpu cores\t: 1\nflags\t\t:"u8);
        ProcessorFlags.Write(ref text);
        text.Add("\n\n"u8);
    }

    public static void WriteCommandLine(ref TextSnapshot text)
    {
        text.AddZeroTerminated(BootInformation.CommandLine);
        text.Add("\n"u8);
    }

    public static void WriteVersion(ref TextSnapshot text) => text.Add("Linux version 6.1.0-sabos (Sabos 0.1)\n"u8);

    public static void WriteProcessorList(ref TextSnapshot text) => text.Add("0\n"u8);
}
