using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>What the class library reads of a resolved name: C strings and arrays, which FreeHostEntry gives back.</summary>
internal static unsafe class HostEntryWriter
{
    public static void Write(HostEntry* entry, string name, IReadOnlyList<IpAddress> addresses)
    {
        *entry = default;
        entry->CanonicalName = CopyString(name);

        // SAFETY: exactly this many addresses are allocated, cleared, and written.
        entry->Addresses = (NativeAddress*)NativeMemory.AllocZeroed((nuint)Math.Max(addresses.Count, 1), (nuint)sizeof(NativeAddress));
        foreach (IpAddress address in addresses)
        {
            ref NativeAddress native = ref entry->Addresses[entry->AddressCount++];
            address.WriteTo(native.Address);
            native.IsIpv6 = address.IsIpv6 ? 1u : 0;
        }
    }

    public static void Free(HostEntry* entry)
    {
        NativeMemory.Free(entry->CanonicalName);
        NativeMemory.Free(entry->Addresses);
        *entry = default;
    }

    /// <summary>Copies a string into a buffer, with its final zero. False if it does not fit.</summary>
    public static bool TryCopy(string text, Span<byte> destination)
    {
        if (!Encoding.UTF8.TryGetBytes(text, destination, out int length) || length == destination.Length)
            return false;
        destination[length] = 0;
        return true;
    }

    private static byte* CopyString(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);

        // SAFETY: allocated with room for the text and its final zero.
        byte* copy = (byte*)NativeMemory.Alloc((nuint)length + 1);
        TryCopy(text, new(copy, length + 1));
        return copy;
    }
}
