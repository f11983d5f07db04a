using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.Random;
using Sabos.Core.Threads;
using Sabos.Core.Time;

namespace Sabos.Core.SystemCalls;

/// <summary>What the one process asks about itself and the system, and its end.</summary>
internal static unsafe class ProcessCalls
{
    public const long ProcessId = 1;

    private const int NameLength = 65;
    private const ulong Unlimited = ulong.MaxValue;
    private const ulong StackLimit = 3;
    private const ulong DescriptorLimit = 7;
    private const ulong LimitCount = 16;
    private const ulong MaximumDescriptors = 1 << 20;
    private const ulong SetName = 15;
    private const ulong GetName = 16;
    private const ulong GetDumpable = 3;
    private const ulong UsageLength = 144;
    private const ulong UsageOfThread = 1;

    /// <summary>Ends the machine: its status is the program's.</summary>
    public static long ExitGroup(ulong status)
    {
        MachineExit.Leave((int)status & 0xFF);
        return 0;
    }

    /// <summary>reboot(2): starts the machine afresh, or switches it off.</summary>
    public static long Reboot(ulong magic1, ulong magic2, ulong command)
    {
        const uint Magic1 = 0xFEE1_DEAD;
        const uint Magic2 = 0x2812_1969;
        const uint Restart = 0x0123_4567;
        const uint PowerOff = 0x4321_FEDC;
        if ((uint)magic1 != Magic1 || (uint)magic2 != Magic2)
            return Errno.EINVAL;
        if ((uint)command == Restart)
            MachineExit.Restart();
        else if ((uint)command == PowerOff)
            MachineExit.Leave(0);
        return Errno.EINVAL;
    }

    /// <summary>struct utsname: six names of 65 bytes.</summary>
    public static long Uname(ulong buffer)
    {
        byte* names = stackalloc byte[6 * NameLength];
        PageOperations.Fill(names, 0, 6 * NameLength);
        Put(names, 0, "Linux"u8);
        Put(names, 1, "sabos"u8);
        Put(names, 2, "6.1.0-sabos"u8);
        Put(names, 3, "Sabos 0.1.0"u8);
        Put(names, 4, "x86_64"u8);
        return UserMemory.TryCopyOut(buffer, names, 6 * NameLength) ? 0 : Errno.EFAULT;
    }

    public static long CurrentDirectory(ulong buffer, ulong length)
    {
        if (length < 2)
            return Errno.ERANGE;
        ushort root = '/';
        return UserMemory.TryCopyOut(buffer, &root, 2) ? 2 : Errno.EFAULT;
    }

    public static long GetLimit(ulong resource, ulong buffer) => Limit(resource, buffer);

    /// <summary>prlimit64(2): limits can be asked for, and setting one changes nothing.</summary>
    public static long Limit(ulong resource, ulong oldLimit)
    {
        if (resource >= LimitCount)
            return Errno.EINVAL;
        ulong limit = resource switch
        {
            StackLimit => Program.InitialStack.Length,
            DescriptorLimit => MaximumDescriptors,
            _ => Unlimited,
        };
        return oldLimit == 0 || (UserMemory.TryWrite64(oldLimit, limit) && UserMemory.TryWrite64(oldLimit + 8, limit)) ? 0 : Errno.EFAULT;
    }

    public static long ResourceUsage(ulong who, ulong buffer)
    {
        ulong* usage = stackalloc ulong[(int)(UsageLength / sizeof(ulong))];
        PageOperations.Fill(usage, 0, UsageLength);
        ulong time = who == UsageOfThread ? Scheduler.ProcessorTimeOf(Scheduler.Current) : Clock.NowNanoseconds() - Scheduler.IdleTime;
        usage[0] = time / TimeSpecification.NanosecondsPerSecond;
        usage[1] = time % TimeSpecification.NanosecondsPerSecond / 1000;
        usage[4] = (Frames.TotalCount - Frames.FreeCount) * (Layout.PageSize / 1024);
        return UserMemory.TryCopyOut(buffer, usage, UsageLength) ? 0 : Errno.EFAULT;
    }

    /// <summary>struct sysinfo: 112 bytes.</summary>
    public static long SystemInformation(ulong buffer)
    {
        const int Length = 112;
        byte* info = stackalloc byte[Length];
        PageOperations.Fill(info, 0, Length);
        *(ulong*)info = Clock.NowNanoseconds() / TimeSpecification.NanosecondsPerSecond;
        *(ulong*)(info + 32) = Frames.TotalCount * Layout.PageSize;
        *(ulong*)(info + 40) = Commit.Available * Layout.PageSize;
        *(ushort*)(info + 80) = 1;
        *(uint*)(info + 104) = 1;
        return UserMemory.TryCopyOut(buffer, info, Length) ? 0 : Errno.EFAULT;
    }

    public static long Prctl(ulong option, ulong argument)
    {
        switch (option)
        {
            case SetName:
                byte* wanted = stackalloc byte[Thread.NameLength];
                int length = 0;
                while (length < Thread.NameLength - 1)
                {
                    if (!UserMemory.TryCopyIn(wanted + length, argument + (ulong)length, 1))
                        return Errno.EFAULT;
                    if (wanted[length] == 0)
                        break;
                    length++;
                }

                ThreadNames.Set(Scheduler.Current, wanted, length);
                return 0;
            case GetName:
                return UserMemory.TryCopyOut(argument, Scheduler.Current->Name, Thread.NameLength) ? 0 : Errno.EFAULT;
            case GetDumpable:
                return 0;
            default:
                return Errno.EINVAL;
        }
    }

    public static long Random(ulong buffer, ulong length) => RandomSource.FillProgram(buffer, length);

    private static void Put(byte* names, int index, System.ReadOnlySpan<byte> name)
        => PageOperations.Copy(names + (index * NameLength), name.Pointer, (ulong)name.Length);
}
