using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Sabos.Core.Tests.Machine;

/// <summary>Physical memory for tests. What is mapped of it is a copy whose last byte is followed by a page that cannot be touched.</summary>
internal static unsafe partial class GuardedMemory
{
    private const int PageSize = 4096;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private static readonly Dictionary<nint, (nint Base, nuint Length)> s_mappings = [];

    /// <summary>The whole of memory, from address 0.</summary>
    public static byte[] Physical { get; set; } = [];

    /// <summary>Mappings that have not been undone.</summary>
    public static int MappedCount => s_mappings.Count;

    public static byte* Map(ulong physical, ulong length)
    {
        if (length == 0 || physical >= (ulong)Physical.Length || length > (ulong)Physical.Length - physical)
            return null;
        nuint pages = (nuint)((length + PageSize - 1) / PageSize * PageSize);
        nint start = MapPages(0, pages + PageSize, ReadWrite, PrivateAnonymous, -1, 0);
        if (start is 0 or -1 || Protect(start + (nint)pages, PageSize, 0) != 0)
            throw new InvalidOperationException("no memory for the test");

        // SAFETY: the pages were just mapped, and the copy ends where the guard begins.
        byte* bytes = (byte*)start + pages - length;
        Physical.AsSpan((int)physical, (int)length).CopyTo(new Span<byte>(bytes, (int)length));
        s_mappings.Add((nint)bytes, (start, pages + PageSize));
        return bytes;
    }

    public static bool Unmap(ulong address) =>
        s_mappings.Remove((nint)address, out (nint Base, nuint Length) mapping) && UnmapPages(mapping.Base, mapping.Length) == 0;

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapPages(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapPages(nint address, nuint length);
}
