using System;
using System.Runtime.InteropServices;
using Sabos.Net;

namespace Sabos.Sockets.Exports;

/// <summary>The network interfaces and their addresses, for NetworkInterface and IPGlobalProperties.</summary>
internal static unsafe class InterfaceExports
{
    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetNetworkInterfaces")]
    private static int GetNetworkInterfaces(int* interfaceCount, NativeInterface** interfaces, int* addressCount, NativeInterfaceAddress** addresses)
    {
        try
        {
            if (SocketSystem.Current is not { } system)
                return Errno.Fail(Errno.NotSupported);
            NativeInterfaceList.Write(InterfaceSnapshot.TakeAll(system.Loop), interfaceCount, interfaces, addressCount, addresses);
            return 0;
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_EnumerateInterfaceAddresses")]
    private static int EnumerateInterfaceAddresses(
        void* context,
        delegate* unmanaged<void*, byte*, NativeInterfaceAddress*, void> ipv4Found,
        delegate* unmanaged<void*, byte*, NativeInterfaceAddress*, uint*, void> ipv6Found,
        delegate* unmanaged<void*, byte*, NativeLinkAddress*, void> linkFound)
    {
        try
        {
            if (SocketSystem.Current is not { } system)
                return Errno.Fail(Errno.NotSupported);
            foreach (InterfaceSnapshot snapshot in InterfaceSnapshot.TakeAll(system.Loop))
                Report(snapshot, context, ipv4Found, ipv6Found, linkFound);
            return 0;
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_InterfaceNameToIndex")]
    private static uint InterfaceNameToIndex(byte* name)
    {
        try
        {
            if (SocketSystem.Current is not { } system || Marshal.PtrToStringUTF8((nint)name) is not { } text)
                return 0;

            // A scope may come with the percent sign that separates it from its address.
            string wanted = text.StartsWith('%') ? text[1..] : text;
            using (system.Loop.Enter())
            {
                foreach (NetworkInterface networkInterface in system.Loop.Stack.Interfaces)
                {
                    if (networkInterface.Name == wanted)
                        return (uint)networkInterface.Index;
                }
            }

            return 0;
        }
        catch (Exception exception)
        {
            Edge.Fault(exception);
            return 0;
        }
    }

    private static void Report(
        InterfaceSnapshot snapshot,
        void* context,
        delegate* unmanaged<void*, byte*, NativeInterfaceAddress*, void> ipv4Found,
        delegate* unmanaged<void*, byte*, NativeInterfaceAddress*, uint*, void> ipv6Found,
        delegate* unmanaged<void*, byte*, NativeLinkAddress*, void> linkFound)
    {
        // SAFETY: name and records live on this stack for as long as the callbacks may look at them.
        Bytes16 name = NativeInterfaceList.ToNativeName(snapshot.Name);
        byte* nameStart = (byte*)&name;
        foreach (InterfaceAddress own in snapshot.Addresses)
        {
            NativeInterfaceAddress address = NativeInterfaceList.ToNative(snapshot, own.Prefix);
            uint scope = own.Address is { IsIpv6: true, IsLinkLocal: true } ? (uint)snapshot.Index : 0;
            if (own.Address.IsIpv4 && ipv4Found != null)
                ipv4Found(context, nameStart, &address);
            else if (own.Address.IsIpv6 && ipv6Found != null)
                ipv6Found(context, nameStart, &address, &scope);
        }

        NativeLinkAddress link = NativeInterfaceList.ToNativeLink(snapshot);
        if (linkFound != null)
            linkFound(context, nameStart, &link);
    }
}
