using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>struct statfs of statfs(2) on x86-64: 120 bytes.</summary>
internal unsafe struct FileSystemStatus
{
    private const long RamFileSystem = 0x8584_58F6; // RAMFS_MAGIC
    private const long LongestName = 255;

    public long Type;
    public long BlockSize;
    public fixed ulong BlocksAndFiles[5];
    public ulong Identity;
    public long NameLength;
    public long FragmentSize;
    public fixed ulong FlagsAndSpare[5];

    public static long Write(ulong buffer)
    {
        FileSystemStatus status = default;
        status.Type = RamFileSystem;
        status.BlockSize = (long)Layout.PageSize;
        status.NameLength = LongestName;
        status.FragmentSize = (long)Layout.PageSize;
        return UserMemory.TryCopyOut(buffer, &status, (ulong)sizeof(FileSystemStatus)) ? 0 : Errno.EFAULT;
    }
}
