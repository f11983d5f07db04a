using System;
using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;
using Sabos.Core.Threads;

namespace Sabos.Core.Files;

/// <summary>getdents64(2) on those directories. A listing names what programs enumerate; more paths can be opened.</summary>
internal static unsafe class DirectoryListing
{
    private const byte TypeDirectory = 4;     // DT_DIR
    private const byte TypeCharacterDevice = 2;
    private const byte TypeRegular = 8;
    private const int HeaderLength = 19;      // d_ino, d_off, d_reclen, d_type
    private const int MaximumName = 32;

    /// <summary>Copies as many entries as fit; the bytes copied, 0 at the end, or a negated errno.</summary>
    public static long Read(OpenFile* directory, ulong buffer, ulong length)
    {
        byte* entry = stackalloc byte[HeaderLength + MaximumName];
        ulong done = 0;
        while (true)
        {
            int next = Describe((PseudoDirectory)(ulong)directory->Content, (int)directory->Offset, entry, out int nameLength);
            if (nameLength == 0)
                return (long)done;
            ulong size = (ulong)((HeaderLength + nameLength + 1 + 7) & ~7);
            if (size > length - done)
                return done > 0 ? (long)done : Errno.EINVAL;
            *(ulong*)entry = (ulong)next;
            *(long*)(entry + 8) = next;
            *(ushort*)(entry + 16) = (ushort)size;
            if (!UserMemory.TryCopyOut(buffer + done, entry, size))
                return done > 0 ? (long)done : Errno.EFAULT;
            done += size;
            directory->Offset = (ulong)next;
        }
    }

    // Fills type and name of the entry at `position` and returns the position after it. Threads are at their number, so that a thread
    // that ends between two calls hides no other.
    private static int Describe(PseudoDirectory directory, int position, byte* entry, out int nameLength)
    {
        PageOperations.Fill(entry, 0, HeaderLength + MaximumName);
        nameLength = 0;
        if (directory == PseudoDirectory.Threads)
            return DescribeThread(position, entry, ref nameLength);
        ReadOnlySpan<byte> names = NamesIn(directory);
        int start = 0;
        for (int skipped = 0; skipped < position && start < names.Length; start++)
        {
            if (names[start] == ' ')
                skipped++;
        }

        bool isDirectory = start < names.Length && names[start] == '/';
        if (isDirectory)
            start++;
        byte fileType = directory == PseudoDirectory.Devices ? TypeCharacterDevice : TypeRegular;
        entry[HeaderLength - 1] = isDirectory ? TypeDirectory : fileType;
        for (; start < names.Length && names[start] != ' '; start++)
            entry[HeaderLength + nameLength++] = names[start];
        return position + 1;
    }

    private static int DescribeThread(int position, byte* entry, ref int nameLength)
    {
        Thread* thread = ThreadTable.First;
        while (thread != null && thread->Id <= position)
            thread = thread->NextThread;
        if (thread == null)
            return position;
        entry[HeaderLength - 1] = TypeDirectory;
        byte* digits = stackalloc byte[10];
        int count = 0;
        for (int rest = thread->Id; rest > 0; rest /= 10)
            digits[count++] = (byte)('0' + (rest % 10));
        while (count > 0)
            entry[HeaderLength + nameLength++] = digits[--count];
        return thread->Id;
    }

    // Separated by blanks; directories begin with a slash.
    private static ReadOnlySpan<byte> NamesIn(PseudoDirectory directory) => directory switch
    {
        PseudoDirectory.Root => "/dev /proc"u8,
        PseudoDirectory.Devices => "console null random tty urandom zero"u8,
        PseudoDirectory.Processes => "/1 /self cmdline cpuinfo loadavg meminfo stat uptime version"u8,
        PseudoDirectory.Process => "/task cmdline comm maps stat statm status"u8,
        PseudoDirectory.Thread => "comm stat status"u8,
        _ => default,
    };
}
