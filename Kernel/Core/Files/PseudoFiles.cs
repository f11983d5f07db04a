using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Files;

/// <summary>
/// The paths that exist: some devices, and what .NET and its programs look up in /proc and /sys. A file of text is a snapshot, taken
/// when it is opened. Nothing can be created.
/// </summary>
internal static unsafe class PseudoFiles
{
    public const int MaximumPath = 256;

    /// <summary>Opens <paramref name="name"/> (zero-terminated); a negated errno if there is no such file.</summary>
    public static long Open(byte* name, uint flags, out OpenFile* file)
    {
        file = null;
        PseudoPath path = new(name);
        FileKind kind = DeviceOf(path);
        if (kind != FileKind.Directory)
        {
            file = OpenFile.New(kind, flags, null);
            return file == null ? Errno.ENOMEM : 0;
        }

        PseudoDirectory directory = DirectoryOf(path);
        if (directory != PseudoDirectory.None)
        {
            if ((flags & OpenFile.AccessMode) != OpenFile.ReadOnly)
                return Errno.EISDIR;
            file = OpenFile.New(FileKind.Directory, flags, (void*)(ulong)directory);
            return file == null ? Errno.ENOMEM : 0;
        }

        return OpenText(path, flags, out file);
    }

    /// <summary>readlink(2): the length, or a negated errno.</summary>
    public static long ReadLink(byte* name, ulong buffer, ulong length)
    {
        PseudoPath path = new(name);
        if (path.Is(ProcessFiles.ProgramPath) || DirectoryOf(path) != PseudoDirectory.None || DeviceOf(path) != FileKind.Directory)
            return Errno.EINVAL; // exists and is no link, as realpath(3) wants to know
        if (!TryTakeProcess(ref path) || !path.Is("/exe"u8))
            return Errno.ENOENT;
        ulong whole = (ulong)ProcessFiles.ProgramPath.Length;
        ulong copied = length < whole ? length : whole;
        return UserMemory.TryCopyOut(buffer, ProcessFiles.ProgramPath.Pointer, copied) ? (long)copied : Errno.EFAULT;
    }

    private static FileKind DeviceOf(PseudoPath path)
    {
        if (path.Is("/dev/null"u8))
            return FileKind.Null;
        if (path.Is("/dev/zero"u8))
            return FileKind.Zero;
        if (path.Is("/dev/console"u8) || path.Is("/dev/tty"u8))
            return FileKind.Console;
        return path.Is("/dev/urandom"u8) || path.Is("/dev/random"u8) ? FileKind.Random : FileKind.Directory;
    }

    private static PseudoDirectory DirectoryOf(PseudoPath path)
    {
        if (path.IsEmpty)
            return PseudoDirectory.Root;
        if (path.Is("/dev"u8))
            return PseudoDirectory.Devices;
        if (path.Is("/proc"u8))
            return PseudoDirectory.Processes;
        if (!TryTakeProcess(ref path))
            return PseudoDirectory.None;
        if (path.IsEmpty)
            return PseudoDirectory.Process;
        if (!path.TryTake("/task"u8))
            return PseudoDirectory.None;
        if (path.IsEmpty)
            return PseudoDirectory.Threads;
        return path.TryTakeNumber(out int id) && path.IsEmpty && ThreadTable.Find(id) != null ? PseudoDirectory.Thread : PseudoDirectory.None;
    }

    private static bool TryTakeProcess(ref PseudoPath path)
    {
        if (!path.TryTake("/proc"u8))
            return false;
        return path.TryTake("/self"u8) || (path.TryTakeNumber(out int id) && id == ProcessCalls.ProcessId);
    }

    private static long OpenText(PseudoPath path, uint flags, out OpenFile* file)
    {
        file = null;
        MemoryFile* content = MemoryFile.New();
        if (content == null)
            return Errno.ENOMEM;
        TextSnapshot text = new(content);
        bool exists = TryWrite(path, ref text);
        if (exists && !text.Failed && (flags & OpenFile.AccessMode) == OpenFile.ReadOnly)
            file = OpenFile.New(FileKind.Memory, flags, content);
        if (file != null)
            return 0;
        MemoryFile.Close(content);
        if (!exists)
            return (flags & OpenFile.Create) != 0 ? Errno.EROFS : Errno.ENOENT;
        return (flags & OpenFile.AccessMode) != OpenFile.ReadOnly ? Errno.EACCES : Errno.ENOMEM;
    }

    private static bool TryWrite(PseudoPath path, ref TextSnapshot text)
    {
        PseudoPath process = path;
        if (TryTakeProcess(ref process))
            return TryWriteProcess(process, ref text);
        if (path.Is("/proc/meminfo"u8))
            MachineFiles.WriteMemoryInformation(ref text);
        else if (path.Is("/proc/uptime"u8))
            MachineFiles.WriteUptime(ref text);
        else if (path.Is("/proc/stat"u8))
            MachineFiles.WriteStatistics(ref text);
        else if (path.Is("/proc/loadavg"u8))
            MachineFiles.WriteLoad(ref text);
        else if (path.Is("/proc/cpuinfo"u8))
            MachineFiles.WriteProcessor(ref text);
        else if (path.Is("/proc/cmdline"u8))
            MachineFiles.WriteCommandLine(ref text);
        else if (path.Is("/proc/version"u8))
            MachineFiles.WriteVersion(ref text);
        else if (path.Is("/sys/devices/system/cpu/online"u8) || path.Is("/sys/devices/system/cpu/possible"u8))
            MachineFiles.WriteProcessorList(ref text);
        else if (path.Is(CertificateAuthorities.Path) && CertificateAuthorities.Exist)
            CertificateAuthorities.Write(ref text);
        else
            return false;
        return true;
    }

    private static bool TryWriteProcess(PseudoPath path, ref TextSnapshot text)
    {
        Thread* thread = null;
        if (path.TryTake("/task"u8))
        {
            if (!path.TryTakeNumber(out int id))
                return false;
            thread = ThreadTable.Find(id);
            if (thread == null)
                return false;
        }

        if (path.Is("/stat"u8))
            ProcessFiles.WriteStat(ref text, thread);
        else if (path.Is("/status"u8))
            ProcessFiles.WriteStatus(ref text, thread);
        else if (path.Is("/comm"u8))
            ProcessFiles.WriteName(ref text, thread);
        else if (path.Is("/statm"u8))
            ProcessFiles.WriteMemory(ref text);
        else if (path.Is("/maps"u8))
            ProcessFiles.WriteMaps(ref text);
        else if (path.Is("/cmdline"u8))
            text.Add("sabos\0"u8);
        else
            return false;
        return true;
    }
}
