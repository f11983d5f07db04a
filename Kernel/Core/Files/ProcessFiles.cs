using System;
using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;
using Sabos.Core.Time;

namespace Sabos.Core.Files;

/// <summary>The files of /proc that tell about the process and its threads, proc(5).</summary>
internal static unsafe class ProcessFiles
{
    private const ulong NanosecondsPerTick = 10_000_000; // USER_HZ is 100

    /// <summary>What /proc/self/exe points at.</summary>
    public static ReadOnlySpan<byte> ProgramPath => "/sabos"u8;

    public static void WriteMaps(ref TextSnapshot text)
    {
        for (int i = 0; i < AreaList.Count; i++)
        {
            Area* area = AreaList.At(i);
            text.AddHex(area->Start, 8);
            text.Add("-"u8);
            text.AddHex(area->End, 8);
            text.Add((area->Protection & Protection.Read) != 0 ? " r"u8 : " -"u8);
            text.Add((area->Protection & Protection.Write) != 0 ? "w"u8 : "-"u8);
            text.Add((area->Protection & Protection.Execute) != 0 ? "xp"u8 : "-p"u8);
            text.Add(" 00000000 00:00 0"u8);
            ReadOnlySpan<byte> name = NameOf(area->Kind);
            if (name.Length > 0)
                text.Add("                          "u8);
            text.Add(name);
            text.Add("\n"u8);
        }
    }

    /// <summary>/proc/self/stat: the 52 fields, about <paramref name="thread"/>, or the whole process where it is null.</summary>
    public static void WriteStat(ref TextSnapshot text, Thread* thread)
    {
        ulong time = thread == null ? Clock.NowNanoseconds() - Scheduler.IdleTime : Scheduler.ProcessorTimeOf(thread);
        text.AddDecimal((ulong)(thread == null ? ProcessCalls.ProcessId : thread->Id));
        text.Add(" ("u8);
        AddName(ref text, thread);
        text.Add(") "u8);
        text.Add(StateOf(thread));
        text.Add(" 0 1 1 0 -1 0 0 0 0 0 "u8); // fields 4 to 13
        text.AddDecimal(time / NanosecondsPerTick);
        text.Add(" 0 0 0 20 0 "u8); // 15 to 19
        text.AddDecimal((ulong)ThreadTable.Count);
        text.Add(" 0 0 "u8); // 21 and 22: started with the machine
        text.AddDecimal(MappedBytes());
        text.Add(" "u8);
        text.AddDecimal(Frames.TotalCount - Frames.FreeCount);
        text.Add(" 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"u8); // 25 to 52
    }

    /// <summary>/proc/self/status, as <see cref="WriteStat"/>.</summary>
    public static void WriteStatus(ref TextSnapshot text, Thread* thread)
    {
        text.Add("Name:\t"u8);
        AddName(ref text, thread);
        text.Add("\nState:\t"u8);
        text.Add(StateOf(thread));
        text.Add("\nTgid:\t1\nPid:\t"u8);
        text.AddDecimal((ulong)(thread == null ? ProcessCalls.ProcessId : thread->Id));
        text.Add("\nPPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"u8);
        text.AddKibibytes("VmPeak:\t"u8, MappedBytes());
        text.AddKibibytes("VmSize:\t"u8, MappedBytes());
        text.AddKibibytes("VmHWM:\t"u8, ResidentBytes());
        text.AddKibibytes("VmRSS:\t"u8, ResidentBytes());
        text.Add("VmSwap:\t0 kB\nThreads:\t"u8);
        text.AddDecimal((ulong)ThreadTable.Count);
        text.Add("\nCpus_allowed:\t1\nCpus_allowed_list:\t0\n"u8);
    }

    /// <summary>/proc/self/statm: sizes in pages.</summary>
    public static void WriteMemory(ref TextSnapshot text)
    {
        text.AddDecimal(MappedBytes() / Layout.PageSize);
        text.Add(" "u8);
        text.AddDecimal(ResidentBytes() / Layout.PageSize);
        text.Add(" 0 0 0 0 0\n"u8);
    }

    public static void WriteName(ref TextSnapshot text, Thread* thread)
    {
        AddName(ref text, thread);
        text.Add("\n"u8);
    }

    private static void AddName(ref TextSnapshot text, Thread* thread)
    {
        if (thread == null || thread->Name[0] == 0)
            text.Add("sabos"u8);
        else
            text.AddZeroTerminated(thread->Name);
    }

    private static ReadOnlySpan<byte> StateOf(Thread* thread) => thread == null || thread->State == ThreadState.Ready ? "R"u8 : "S"u8;

    private static ReadOnlySpan<byte> NameOf(AreaKind kind) => kind switch
    {
        AreaKind.MainStack => "[stack]"u8,
        AreaKind.Heap => "[heap]"u8,
        AreaKind.VdsoData => "[vvar]"u8,
        AreaKind.Vdso => "[vdso]"u8,
        AreaKind.Program => ProgramPath,
        AreaKind.File => "/memfd"u8,
        _ => default,
    };

    private static ulong MappedBytes()
    {
        ulong bytes = 0;
        for (int i = 0; i < AreaList.Count; i++)
            bytes += AreaList.At(i)->End - AreaList.At(i)->Start;
        return bytes;
    }

    private static ulong ResidentBytes() => (Frames.TotalCount - Frames.FreeCount) * Layout.PageSize;
}
