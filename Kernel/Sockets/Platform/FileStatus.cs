namespace Sabos.Sockets;

/// <summary>What a descriptor or path is (pal_io.h, FileStatus). 120 bytes.</summary>
internal unsafe struct FileStatus
{
    /// <summary>Mode of a socket: S_IFSOCK, and all may read and write.</summary>
    public const int Socket = 0xC1B6;

    public int Flags;
    public int Mode;
    public uint User;
    public uint Group;
    public long Size;

    /// <summary>Access, change, status change and birth, in seconds and nanoseconds each.</summary>
    public fixed long Times[8];

    public long Device;
    public long RawDevice;
    public long Node;
    public uint UserFlags;
}
