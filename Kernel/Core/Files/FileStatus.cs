using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>struct stat of stat(2) on x86-64: 144 bytes.</summary>
internal unsafe struct FileStatus
{
    private const uint CharacterDevice = 0x2000;
    private const uint Directory = 0x4000;
    private const uint RegularFile = 0x8000;
    private const uint Fifo = 0x1000;
    private const uint OwnerReadWrite = 0x180;
    private const uint EveryoneReadExecute = 0x16D;
    private const long BlockSize = 4096;

    public ulong Device;
    public ulong Inode;
    public ulong LinkCount;
    public uint Mode;
    public uint User;
    public uint Group;
    public uint Padding;
    public ulong SpecialDevice;
    public long Length;
    public long PreferredBlockSize;
    public long Blocks;
    public fixed ulong Times[6];
    public fixed ulong Reserved[3];

    /// <summary>Writes the status of <paramref name="file"/> to the program's <paramref name="buffer"/>.</summary>
    public static long Write(OpenFile* file, ulong buffer)
    {
        FileStatus status = Of(file);
        return UserMemory.TryCopyOut(buffer, &status, (ulong)sizeof(FileStatus)) ? 0 : Errno.EFAULT;
    }

    public static FileStatus Of(OpenFile* file)
    {
        FileStatus status = default;
        status.Device = 1;
        status.Inode = (ulong)file->Content >> 4;
        status.LinkCount = 1;
        status.PreferredBlockSize = BlockSize;
        status.Mode = file->Kind switch
        {
            FileKind.Memory => RegularFile | OwnerReadWrite,
            FileKind.Directory => Directory | EveryoneReadExecute,
            FileKind.Pipe => Fifo | OwnerReadWrite,
            FileKind.Event => OwnerReadWrite,
            _ => CharacterDevice | OwnerReadWrite,
        };
        if (file->Kind == FileKind.Memory)
            status.Length = (long)((MemoryFile*)file->Content)->Length;
        return status;
    }
}
