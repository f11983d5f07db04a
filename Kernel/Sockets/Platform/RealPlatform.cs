using System.Runtime.InteropServices;

namespace Sabos.Sockets;

/// <summary>The platform layer's own functions, in C, behind those that are replaced: for descriptors and files that are not ours, and for threads.</summary>
internal static unsafe partial class RealPlatform
{
    private const string Library = "libSystem.Native";

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_Close")]
    public static partial int Close(nint descriptor);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_FcntlSetIsNonBlocking")]
    public static partial int FcntlSetIsNonBlocking(nint descriptor, int isNonBlocking);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_FcntlGetIsNonBlocking")]
    public static partial int FcntlGetIsNonBlocking(nint descriptor, int* isNonBlocking);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_FcntlGetFD")]
    public static partial int FcntlGetFD(nint descriptor);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_Poll")]
    public static partial PalError Poll(PollEvent* events, uint count, int milliseconds, uint* triggered);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_Open")]
    public static partial nint Open(byte* path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_Stat")]
    public static partial int Stat(byte* path, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_OpenDir")]
    public static partial nint OpenDir(byte* path);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_ReadDirR")]
    public static partial int ReadDir(nint directory, byte* buffer, int length, DirectoryEntry* entry);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_CloseDir")]
    public static partial int CloseDir(nint directory);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_LStat")]
    public static partial int LStat(byte* path, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_Access")]
    public static partial int Access(byte* path, int mode);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_FStat")]
    public static partial int FStat(nint descriptor, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "SystemNative_PRead")]
    public static partial int PRead(nint descriptor, byte* buffer, int length, long offset);

    [LibraryImport(Library, EntryPoint = "SystemNative_PWrite")]
    public static partial int PWrite(nint descriptor, byte* buffer, int length, long offset);

    [LibraryImport(Library, EntryPoint = "__real_SystemNative_CreateThread")]
    public static partial int CreateThread(nuint stackSize, delegate* unmanaged<nint, nint> start, nint parameter);
}
