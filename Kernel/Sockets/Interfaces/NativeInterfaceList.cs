using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>Interfaces in the structs of the platform layer.</summary>
internal static unsafe class NativeInterfaceList
{
    private const byte Up = 1; // System.Net.NetworkInformation.OperationalStatus.Up
    private const byte Down = 2; // OperationalStatus.Down
    private const long UnknownSpeed = -1;

    /// <summary>Writes interfaces and then all their addresses into one block of memory, which the class library frees by its first address.</summary>
    public static void Write(
        List<InterfaceSnapshot> snapshots,
        int* interfaceCount,
        NativeInterface** interfaces,
        int* addressCount,
        NativeInterfaceAddress** addresses)
    {
        int total = 0;
        foreach (InterfaceSnapshot snapshot in snapshots)
            total += snapshot.Addresses.Count;
        nuint size = (nuint)((snapshots.Count * sizeof(NativeInterface)) + (total * sizeof(NativeInterfaceAddress)));

        // SAFETY: the block has room for exactly the records that are written, in this order.
        NativeInterface* nextInterface = (NativeInterface*)NativeMemory.AllocZeroed(size);
        NativeInterfaceAddress* nextAddress = (NativeInterfaceAddress*)(nextInterface + snapshots.Count);
        *interfaces = nextInterface;
        *addresses = nextAddress;
        *interfaceCount = snapshots.Count;
        *addressCount = total;

        foreach (InterfaceSnapshot snapshot in snapshots)
        {
            *nextInterface++ = ToNative(snapshot);
            foreach (InterfaceAddress own in snapshot.Addresses)
                *nextAddress++ = ToNative(snapshot, own.Prefix);
        }
    }

    public static NativeInterfaceAddress ToNative(InterfaceSnapshot snapshot, IpPrefix prefix)
    {
        NativeInterfaceAddress native = new()
        {
            InterfaceIndex = (uint)snapshot.Index,
            AddressLength = (byte)prefix.Address.Length,
            PrefixLength = (byte)prefix.Length,
        };
        prefix.Address.WriteTo(native.Address);
        return native;
    }

    public static NativeLinkAddress ToNativeLink(InterfaceSnapshot snapshot)
    {
        NativeLinkAddress native = new()
        {
            InterfaceIndex = (uint)snapshot.Index,
            AddressLength = (byte)MacAddress.Size,
            HardwareType = snapshot.HardwareType,
        };
        snapshot.Capabilities.Address.WriteTo(native.Address);
        return native;
    }

    /// <summary>An interface's name as a C string of 16 bytes (IFNAMSIZ).</summary>
    public static Bytes16 ToNativeName(string name)
    {
        Bytes16 native = default;
        Span<byte> room = native;
        Encoding.ASCII.GetBytes(name.AsSpan(0, Math.Min(name.Length, room.Length - 1)), room);
        return native;
    }

    private static NativeInterface ToNative(InterfaceSnapshot snapshot)
    {
        NativeInterface native = new()
        {
            Name = ToNativeName(snapshot.Name),
            Index = (uint)snapshot.Index,
            Speed = UnknownSpeed,
            Mtu = snapshot.Capabilities.Mtu,
            HardwareType = snapshot.HardwareType,
            OperationalState = snapshot.IsUp ? Up : Down,
            AddressLength = (byte)MacAddress.Size,
            SupportsMulticast = snapshot.IsLoopback ? (byte)0 : (byte)1, // as Linux says, though groups of a host alone are there
        };
        snapshot.Capabilities.Address.WriteTo(native.Address);
        return native;
    }
}
