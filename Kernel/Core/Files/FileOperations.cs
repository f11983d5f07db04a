using Sabos.Core.Memory;
using Sabos.Core.Random;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>What can be done with an open file, by its kind. Buffers are the program's; results are bytes or a negated errno.</summary>
internal static unsafe class FileOperations
{
    public static long Read(OpenFile* file, ulong buffer, ulong length)
    {
        if (!file->CanRead)
            return Errno.EBADF;
        switch (file->Kind)
        {
            case FileKind.Console:
                return ConsoleFile.Read(file, buffer, length);
            case FileKind.Null:
                return 0;
            case FileKind.Zero:
                return UserMemory.TryClear(buffer, length) ? (long)length : Errno.EFAULT;
            case FileKind.Random:
                return RandomSource.FillProgram(buffer, length);
            case FileKind.Pipe:
                return Pipe.Read(file, buffer, length);
            case FileKind.Event:
                return EventFile.Read(file, buffer, length);
            case FileKind.Memory:
                long read = MemoryFile.Read((MemoryFile*)file->Content, file->Offset, buffer, length);
                if (read > 0)
                    file->Offset += (ulong)read;
                return read;
            default:
                return Errno.EISDIR;
        }
    }

    public static long Write(OpenFile* file, ulong buffer, ulong length)
    {
        if (!file->CanWrite)
            return Errno.EBADF;
        switch (file->Kind)
        {
            case FileKind.Console:
                return ConsoleFile.Write(buffer, length);
            case FileKind.Null or FileKind.Zero or FileKind.Random:
                return (long)length;
            case FileKind.Pipe:
                return Pipe.Write(file, buffer, length);
            case FileKind.Event:
                return EventFile.Write(file, buffer, length);
            case FileKind.Memory:
                long written = MemoryFile.Write((MemoryFile*)file->Content, file->Offset, buffer, length);
                if (written > 0)
                    file->Offset += (ulong)written;
                return written;
            default:
                return Errno.EISDIR;
        }
    }

    /// <summary>The poll(2) events that hold now.</summary>
    public static uint Poll(OpenFile* file) => file->Kind switch
    {
        FileKind.Console => ConsoleFile.Poll(),
        FileKind.Pipe => Pipe.Poll(file),
        FileKind.Event => EventFile.Poll(file),
        _ => PollEvents.In | PollEvents.Out,
    };

    /// <summary>Drops one reference; the last one closes.</summary>
    public static void Release(OpenFile* file)
    {
        if (--file->References > 0)
            return;
        switch (file->Kind)
        {
            case FileKind.Pipe:
                Pipe.Close(file);
                break;
            case FileKind.Event:
                EventFile.Close(file);
                break;
            case FileKind.Memory:
                MemoryFile.Close((MemoryFile*)file->Content);
                break;
            default:
                break;
        }

        Heap.Free(file);
    }
}
