using Sabos.Core.Files;
using Sabos.Core.Memory;

namespace Sabos.Core.SystemCalls;

/// <summary>Calls on descriptors and paths.</summary>
internal static unsafe class FileCalls
{
    private const uint StatusFlagsThatChange = 0xC00; // O_APPEND, O_NONBLOCK

    private const int ControlDuplicate = 0;
    private const int ControlGetDescriptorFlags = 1;
    private const int ControlSetDescriptorFlags = 2;
    private const int ControlGetStatusFlags = 3;
    private const int ControlSetStatusFlags = 4;
    private const int ControlDuplicateCloseOnExec = 1030;

    private const ulong EmptyPath = 0x1000;

    public static long Read(ulong descriptor, ulong buffer, ulong length)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        file->References++; // another thread may close the descriptor while this one waits
        long result = FileOperations.Read(file, buffer, length);
        FileOperations.Release(file);
        return result;
    }

    public static long Write(ulong descriptor, ulong buffer, ulong length)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        file->References++;
        long result = FileOperations.Write(file, buffer, length);
        FileOperations.Release(file);
        return result;
    }

    public static long ReadVector(ulong descriptor, ulong vector, ulong count) => Vector(descriptor, vector, count, false);

    public static long WriteVector(ulong descriptor, ulong vector, ulong count) => Vector(descriptor, vector, count, true);

    public static long ReadAt(ulong descriptor, ulong buffer, ulong length, ulong offset)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null || !file->CanRead)
            return Errno.EBADF;
        return file->Kind == FileKind.Memory ? MemoryFile.Read((MemoryFile*)file->Content, offset, buffer, length) : Errno.ESPIPE;
    }

    public static long WriteAt(ulong descriptor, ulong buffer, ulong length, ulong offset)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null || !file->CanWrite)
            return Errno.EBADF;
        return file->Kind == FileKind.Memory ? MemoryFile.Write((MemoryFile*)file->Content, offset, buffer, length) : Errno.ESPIPE;
    }

    public static long Open(ulong path, ulong flags)
    {
        long result = OpenPath(path, (uint)flags, out OpenFile* file);
        return result < 0 ? result : DescriptorTable.Add(file, 0, (flags & OpenFile.CloseOnExec) != 0);
    }

    public static long Close(ulong descriptor) => DescriptorTable.Close(descriptor);

    public static long CloseRange(ulong first, ulong last)
    {
        for (ulong descriptor = first; descriptor <= last && descriptor < (ulong)DescriptorTable.Capacity; descriptor++)
            DescriptorTable.Close(descriptor);
        return 0;
    }

    public static long Lseek(ulong descriptor, ulong offset, ulong whence)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        if (file->Kind is not (FileKind.Memory or FileKind.Directory))
            return Errno.ESPIPE;
        ulong length = file->Kind == FileKind.Memory ? ((MemoryFile*)file->Content)->Length : 0;
        long position = whence switch
        {
            0 => (long)offset,
            1 => (long)(file->Offset + offset),
            2 => (long)(length + offset),
            _ => -1,
        };
        if (position < 0)
            return Errno.EINVAL;
        file->Offset = (ulong)position;
        return position;
    }

    public static long Stat(ulong path, ulong buffer)
    {
        long result = OpenPath(path, OpenFile.ReadOnly, out OpenFile* file);
        if (result < 0)
            return result;
        result = FileStatus.Write(file, buffer);
        FileOperations.Release(file);
        return result;
    }

    public static long StatAt(ulong descriptor, ulong path, ulong buffer, ulong flags)
    {
        if ((flags & EmptyPath) == 0)
            return Stat(path, buffer);
        byte* name = stackalloc byte[1];
        return path == 0 || UserMemory.CopyString(name, path, 1) == 0 ? Fstat(descriptor, buffer) : Stat(path, buffer);
    }

    public static long Fstat(ulong descriptor, ulong buffer)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        return file == null ? Errno.EBADF : FileStatus.Write(file, buffer);
    }

    /// <summary>statx(2)</summary>
    public static long StatExtended(ulong descriptor, ulong path, ulong flags, ulong buffer)
    {
        OpenFile* file = null;
        byte* name = stackalloc byte[1];
        if ((flags & EmptyPath) != 0 && UserMemory.CopyString(name, path, 1) == 0)
        {
            file = DescriptorTable.Get(descriptor);
            if (file == null)
                return Errno.EBADF;
            file->References++;
        }
        else
        {
            long result = OpenPath(path, OpenFile.ReadOnly, out file);
            if (result < 0)
                return result;
        }

        FileStatus status = FileStatus.Of(file);
        FileOperations.Release(file);
        return ExtendedStatus.Write(&status, buffer);
    }

    /// <summary>statfs(2): everything is on one file system, in memory.</summary>
    public static long FileSystem(ulong path, ulong buffer)
    {
        long exists = Access(path);
        return exists < 0 ? exists : FileSystemStatus.Write(buffer);
    }

    public static long FileSystemOf(ulong descriptor, ulong buffer) =>
        DescriptorTable.Get(descriptor) == null ? Errno.EBADF : FileSystemStatus.Write(buffer);

    public static long Access(ulong path)
    {
        long result = OpenPath(path, OpenFile.ReadOnly, out OpenFile* file);
        if (result == 0)
            FileOperations.Release(file);
        return result;
    }

    public static long ReadLink(ulong path, ulong buffer, ulong length)
    {
        byte* name = stackalloc byte[PseudoFiles.MaximumPath];
        return UserMemory.CopyString(name, path, PseudoFiles.MaximumPath) < 0 ? Errno.EFAULT : PseudoFiles.ReadLink(name, buffer, length);
    }

    /// <summary>The console is no terminal of Linux's kind, and nothing else has controls.</summary>
    public static long Ioctl(ulong descriptor, ulong request, ulong argument)
        => DescriptorTable.Get(descriptor) == null ? Errno.EBADF : Errno.ENOTTY;

    public static long Control(ulong descriptor, ulong command, ulong argument)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        switch (command)
        {
            case ControlDuplicate:
                return Duplicate(descriptor, (int)argument, false);
            case ControlDuplicateCloseOnExec:
                return Duplicate(descriptor, (int)argument, true);
            case ControlGetDescriptorFlags:
                return DescriptorTable.ClosesOnExec(descriptor) ? 1 : 0;
            case ControlSetDescriptorFlags:
                DescriptorTable.SetCloseOnExec(descriptor, (argument & 1) != 0);
                return 0;
            case ControlGetStatusFlags:
                return file->Flags & ~OpenFile.CloseOnExec;
            case ControlSetStatusFlags:
                file->Flags = (file->Flags & ~StatusFlagsThatChange) | ((uint)argument & StatusFlagsThatChange);
                return 0;
            default:
                return Errno.EINVAL;
        }
    }

    public static long Duplicate(ulong descriptor, int lowest, bool closeOnExec)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        if (lowest < 0)
            return Errno.EINVAL;
        file->References++;
        return DescriptorTable.Add(file, lowest, closeOnExec);
    }

    public static long DuplicateTo(ulong descriptor, ulong target, ulong flags)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null || target > 0x7FFF_FFFF)
            return Errno.EBADF;
        if (descriptor == target)
            return (long)target;
        DescriptorTable.Close(target);
        file->References++;
        return DescriptorTable.Set((int)target, file, (flags & OpenFile.CloseOnExec) != 0);
    }

    public static long Pipe(ulong descriptors, ulong flags)
    {
        Files.Pipe* pipe = Files.Pipe.New();
        if (pipe == null)
            return Errno.ENOMEM;
        uint kept = (uint)flags & OpenFile.NonBlocking;
        bool closeOnExec = (flags & OpenFile.CloseOnExec) != 0;
        long reader = DescriptorTable.Add(OpenFile.New(FileKind.Pipe, OpenFile.ReadOnly | kept, pipe), 0, closeOnExec);
        if (reader < 0)
            return reader;
        long writer = DescriptorTable.Add(OpenFile.New(FileKind.Pipe, OpenFile.WriteOnly | kept, pipe), 0, closeOnExec);
        if (writer >= 0 && UserMemory.TryWrite64(descriptors, (ulong)reader | ((ulong)writer << 32)))
            return 0;
        DescriptorTable.Close((ulong)reader);
        DescriptorTable.Close((ulong)writer);
        return writer < 0 ? writer : Errno.EFAULT;
    }

    public static long EventFd(ulong count, ulong flags)
    {
        EventFile* content = EventFile.New((uint)count, (flags & EventFile.Semaphore) != 0);
        if (content == null)
            return Errno.ENOMEM;
        return DescriptorTable.Add(OpenFile.New(FileKind.Event, ReadWrite((uint)flags), content), 0, (flags & OpenFile.CloseOnExec) != 0);
    }

    public static long MemFd(ulong name, ulong flags)
    {
        MemoryFile* content = MemoryFile.New();
        if (content == null)
            return Errno.ENOMEM;
        return DescriptorTable.Add(OpenFile.New(FileKind.Memory, ReadWrite(0), content), 0, (flags & 1) != 0);
    }

    public static long Truncate(ulong descriptor, ulong length)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        return file->Kind == FileKind.Memory && file->CanWrite ? MemoryFile.Truncate((MemoryFile*)file->Content, length) : Errno.EINVAL;
    }

    public static long ReadDirectory(ulong descriptor, ulong buffer, ulong length)
    {
        OpenFile* file = DescriptorTable.Get(descriptor);
        if (file == null)
            return Errno.EBADF;
        return file->Kind == FileKind.Directory ? DirectoryListing.Read(file, buffer, length) : Errno.ENOTDIR;
    }

    private static uint ReadWrite(uint flags) => 2 | (flags & OpenFile.NonBlocking);

    private static long OpenPath(ulong path, uint flags, out OpenFile* file)
    {
        file = null;
        byte* name = stackalloc byte[PseudoFiles.MaximumPath];
        return UserMemory.CopyString(name, path, PseudoFiles.MaximumPath) < 0 ? Errno.EFAULT : PseudoFiles.Open(name, flags, out file);
    }

    private static long Vector(ulong descriptor, ulong vector, ulong count, bool write)
    {
        long total = 0;
        for (ulong i = 0; i < count; i++)
        {
            if (!UserMemory.TryRead64(vector + (i * 16), out ulong buffer) || !UserMemory.TryRead64(vector + (i * 16) + 8, out ulong length))
                return total > 0 ? total : Errno.EFAULT;
            long result = write ? Write(descriptor, buffer, length) : Read(descriptor, buffer, length);
            if (result < 0)
                return total > 0 ? total : result;
            total += result;
            if ((ulong)result < length)
                break;
        }

        return total;
    }
}
