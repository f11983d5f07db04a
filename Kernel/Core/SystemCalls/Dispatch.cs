using Sabos.Core.Processor;

namespace Sabos.Core.SystemCalls;

/// <summary>
/// From the number to the function, one family of calls a file. A function takes the registers in their order and returns the result,
/// an error as a negated errno.
/// </summary>
internal static unsafe class Dispatch
{
    /// <summary>Runs the call that <paramref name="frame"/> asks for and leaves the result in its rax.</summary>
    public static void Handle(TrapFrame* frame)
    {
        if (Trace.Enabled)
            Trace.Enter(frame);
        long result = Call(frame, frame->Rdi, frame->Rsi, frame->Rdx, frame->R10, frame->R8, frame->R9);
        if (frame->Vector == TrapFrame.SystemCallVector)
            frame->Rax = (ulong)result;
        if (Trace.Enabled)
            Trace.Exit(frame);
    }

    private static long Call(TrapFrame* frame, ulong a, ulong b, ulong c, ulong d, ulong e, ulong f) => (int)frame->Error switch
    {
        Number.Read => FileCalls.Read(a, b, c),
        Number.Write => FileCalls.Write(a, b, c),
        Number.Open => FileCalls.Open(a, b),
        Number.Close => FileCalls.Close(a),
        Number.Stat => FileCalls.Stat(a, b),
        Number.Fstat => FileCalls.Fstat(a, b),
        Number.Lstat => FileCalls.Stat(a, b),
        Number.Poll => PollCalls.Poll(a, b, c),
        Number.Lseek => FileCalls.Lseek(a, b, c),
        Number.Mmap => MemoryCalls.Mmap(a, b, c, d, e, f),
        Number.Mprotect => MemoryCalls.Mprotect(a, b, c),
        Number.Munmap => MemoryCalls.Munmap(a, b),
        Number.Brk => MemoryCalls.Brk(a),
        Number.RtSigaction => SignalCalls.Action(a, b, c, d),
        Number.RtSigprocmask => SignalCalls.ProcessMask(a, b, c, d),
        Number.RtSigreturn => SignalCalls.Return(frame),
        Number.Ioctl => FileCalls.Ioctl(a, b, c),
        Number.Pread64 => FileCalls.ReadAt(a, b, c, d),
        Number.Pwrite64 => FileCalls.WriteAt(a, b, c, d),
        Number.Readv => FileCalls.ReadVector(a, b, c),
        Number.Writev => FileCalls.WriteVector(a, b, c),
        Number.Access => FileCalls.Access(a),
        Number.Pipe => FileCalls.Pipe(a, 0),
        Number.SchedYield => ThreadCalls.Yield(),
        Number.Mremap => MemoryCalls.Mremap(a, b, c, d),
        Number.Msync => 0,
        Number.Mincore => MemoryCalls.Mincore(a, b, c),
        Number.Madvise => MemoryCalls.Madvise(a, b, c),
        Number.Dup => FileCalls.Duplicate(a, 0, false),
        Number.Dup2 => FileCalls.DuplicateTo(a, b, 0),
        Number.Pause => SignalCalls.Pause(),
        Number.Nanosleep => TimeCalls.Nanosleep(a, b),
        Number.Getpid => ProcessCalls.ProcessId,
        Number.Clone => CloneCalls.Clone(frame, a, b, c, d, e),
        Number.Exit => ThreadCalls.Exit(),
        Number.Kill => SignalCalls.Kill(a, b),
        Number.Uname => ProcessCalls.Uname(a),
        Number.Fcntl => FileCalls.Control(a, b, c),
        Number.Ftruncate => FileCalls.Truncate(a, b),
        Number.Getcwd => ProcessCalls.CurrentDirectory(a, b),
        Number.Chdir => 0,
        Number.Readlink => FileCalls.ReadLink(a, b, c),
        Number.Umask => 0x12,
        Number.Gettimeofday => TimeCalls.TimeOfDay(a),
        Number.Getrlimit => ProcessCalls.GetLimit(a, b),
        Number.Getrusage => ProcessCalls.ResourceUsage(a, b),
        Number.Sysinfo => ProcessCalls.SystemInformation(a),
        Number.Times => TimeCalls.Times(a),
        Number.Getuid or Number.Getgid or Number.Geteuid or Number.Getegid => 0,
        Number.Getppid => 0,
        Number.Getpgrp or Number.Getsid => ProcessCalls.ProcessId,
        Number.RtSigpending => SignalCalls.Pending(a, b),
        Number.RtSigsuspend => SignalCalls.Suspend(a, b),
        Number.Sigaltstack => SignalCalls.AlternateStack(frame, a, b),
        Number.Mlock or Number.Munlock => 0,
        Number.Prctl => ProcessCalls.Prctl(a, b),
        Number.ArchPrctl => ThreadCalls.ArchitecturePrctl(a, b),
        Number.Gettid => ThreadCalls.Id,
        Number.Tkill => SignalCalls.ThreadKill(a, b),
        Number.Time => TimeCalls.Seconds(a),
        Number.Futex => FutexCalls.Futex(a, b, c, d, e, f),
        Number.SchedSetaffinity => 0,
        Number.SchedGetaffinity => ThreadCalls.GetAffinity(b, c),
        Number.Getdents64 => FileCalls.ReadDirectory(a, b, c),
        Number.SetTidAddress => ThreadCalls.SetTidAddress(a),
        Number.Fadvise64 or Number.Flock => 0,
        Number.Statx => FileCalls.StatExtended(a, b, c, e),
        Number.Statfs => FileCalls.FileSystem(a, b),
        Number.Fstatfs => FileCalls.FileSystemOf(a, b),
        Number.ClockGettime => TimeCalls.GetTime(a, b),
        Number.ClockGetres => TimeCalls.GetResolution(a, b),
        Number.ClockNanosleep => TimeCalls.ClockNanosleep(a, b, c, d),
        Number.ExitGroup => ProcessCalls.ExitGroup(a),
        Number.Reboot => ProcessCalls.Reboot(a, b, c),
        Number.Tgkill => SignalCalls.ThreadKill(b, c),
        Number.Openat => FileCalls.Open(b, c),
        Number.Newfstatat => FileCalls.StatAt(a, b, c, d),
        Number.Readlinkat => FileCalls.ReadLink(b, c, d),
        Number.Faccessat or Number.Faccessat2 => FileCalls.Access(b),
        Number.Ppoll => PollCalls.Ppoll(a, b, c, d, e),
        Number.SetRobustList => ThreadCalls.SetRobustList(a, b),
        Number.GetRobustList => ThreadCalls.GetRobustList(a, b, c),
        Number.Eventfd2 => FileCalls.EventFd(a, b),
        Number.Dup3 => FileCalls.DuplicateTo(a, b, c),
        Number.Pipe2 => FileCalls.Pipe(a, b),
        Number.Prlimit64 => ProcessCalls.Limit(b, d),
        Number.Getcpu => ThreadCalls.GetProcessor(a, b),
        Number.Getrandom => ProcessCalls.Random(a, b),
        Number.MemfdCreate => FileCalls.MemFd(a, b),
        Number.Membarrier => ThreadCalls.MemoryBarrier(a),
        Number.Clone3 => CloneCalls.Clone3(frame, a, b),
        Number.CloseRange => FileCalls.CloseRange(a, b),
        _ => PrivateCalls.Handle((int)frame->Error, a, b, c),
    };
}
