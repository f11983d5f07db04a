using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Sabos.Sockets;

/// <summary>
/// The directories that the class library lists to count interfaces: /proc/sys/net/ipv4/conf and its like of IPv6. A listing lives in memory of the C
/// library from opendir to closedir; its handle is odd, as no DIR* is.
/// </summary>
internal static unsafe class NetworkDirectory
{
    private const nint Mark = 1;

    public static bool Owns(nint directory) => (directory & Mark) != 0;

    /// <summary>Opens a listing by its path, a C string. False: the path is none of ours.</summary>
    public static bool TryOpen(byte* path, out nint directory)
    {
        directory = 0;
        if (path == null || SocketSystem.Current is not { } system)
            return false;

        // SAFETY: the caller vouches for a C string.
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
        if (!bytes.SequenceEqual("/proc/sys/net/ipv4/conf"u8) && !bytes.SequenceEqual("/proc/sys/net/ipv6/conf"u8))
            return false;

        List<string> names = [".", "..", "all", "default"];
        foreach (InterfaceSnapshot snapshot in InterfaceSnapshot.TakeAll(system.Loop))
            names.Add(snapshot.Name);
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\0', names) + "\0\0");

        // SAFETY: the cursor is followed by the names, each of which ends with a zero, the last with two.
        byte* listing = (byte*)NativeMemory.AlignedAlloc((nuint)(sizeof(int) + text.Length), sizeof(long));
        *(int*)listing = sizeof(int);
        text.CopyTo(new Span<byte>(listing + sizeof(int), text.Length));
        directory = (nint)listing | Mark;
        return true;
    }

    /// <summary>The next name; false at the end. It is valid until the listing is closed.</summary>
    public static bool TryRead(nint directory, out byte* name)
    {
        // SAFETY: a handle of ours is the address of a listing, but for the mark.
        byte* listing = (byte*)(directory & ~Mark);
        name = listing + *(int*)listing;
        int length = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name).Length;
        *(int*)listing += length == 0 ? 0 : length + 1;
        return length > 0;
    }

    public static void Close(nint directory) => NativeMemory.AlignedFree((void*)(directory & ~Mark));
}
