using Sabos.Core.Memory;
using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>struct statx of statx(2): 256 bytes.</summary>
internal unsafe struct ExtendedStatus
{
    private const uint BasicFields = 0x7FF; // STATX_BASIC_STATS

    public uint Mask;
    public uint PreferredBlockSize;
    public ulong Attributes;
    public uint LinkCount;
    public uint User;
    public uint Group;
    public ushort Mode;
    public ushort Padding;
    public ulong Inode;
    public ulong Length;
    public ulong Blocks;
    public ulong AttributesMask;
    public fixed ulong Times[8];
    public fixed ulong DevicesAndSpare[16];

    /// <summary>Writes what <paramref name="status"/> says to the program's <paramref name="buffer"/>.</summary>
    public static long Write(FileStatus* status, ulong buffer)
    {
        ExtendedStatus extended = default;
        extended.Mask = BasicFields;
        extended.PreferredBlockSize = (uint)status->PreferredBlockSize;
        extended.LinkCount = (uint)status->LinkCount;
        extended.Mode = (ushort)status->Mode;
        extended.Inode = status->Inode;
        extended.Length = (ulong)status->Length;
        return UserMemory.TryCopyOut(buffer, &extended, (ulong)sizeof(ExtendedStatus)) ? 0 : Errno.EFAULT;
    }
}
