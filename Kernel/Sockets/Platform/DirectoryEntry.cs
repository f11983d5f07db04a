using System.Runtime.InteropServices;

namespace Sabos.Sockets;

/// <summary>pal_io.h, DirectoryEntry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DirectoryEntry
{
    /// <summary>A C string.</summary>
    public byte* Name;

    /// <summary>-1: as far as the zero.</summary>
    public int NameLength;

    /// <summary>DT_DIR and its like.</summary>
    public int Type;
}
