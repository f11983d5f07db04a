using System.Runtime.InteropServices;

namespace Sabos.Core.Stress;

/// <summary>The C library's entry points that the tests need directly.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Mmap(nint address, ulong length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Munmap(nint address, ulong length);

    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    internal static partial nint Mremap(nint address, ulong oldLength, ulong newLength, int flags);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    internal static partial int Mprotect(nint address, ulong length, int protection);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Lseek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventFd(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    internal static partial int MemFd(byte* name, uint flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(void* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "memset", SetLastError = true)]
    internal static partial void* Memset(void* to, int value, nuint length);

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    internal static partial int Sigaction(int signal, void* action, void* oldAction);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long Syscall(long number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "syscall")]
    internal static partial long RawSyscall(long number, nint a, nint b, nint c, nint d);
}
