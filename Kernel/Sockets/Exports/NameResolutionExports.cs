using System;
using System.Runtime.InteropServices;
using Sabos.Net;

namespace Sabos.Sockets.Exports;

/// <summary>Names to addresses and back, for Dns and Environment.MachineName.</summary>
internal static unsafe class NameResolutionExports
{
    private const int NameRequired = 1; // GetAddrInfoErrorFlags_NI_NAMEREQD
    private const int NumericHost = 2; // GetAddrInfoErrorFlags_NI_NUMERICHOST

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetHostEntryForName")]
    private static NameLookupError GetHostEntryForName(byte* name, SocketFamily family, HostEntry* entry)
    {
        try
        {
            if (SocketSystem.Current is not { } system)
                return NameLookupError.TryAgain;
            if (name == null || entry == null || Marshal.PtrToStringUTF8((nint)name) is not { } text)
                return NameLookupError.BadArgument;

            DnsAddressKinds kinds = family switch
            {
                SocketFamily.Unspecified => DnsAddressKinds.Any,
                SocketFamily.Ipv4 => DnsAddressKinds.Ipv4,
                SocketFamily.Ipv6 => DnsAddressKinds.Ipv6,
                _ => DnsAddressKinds.None,
            };
            if (kinds == DnsAddressKinds.None)
                return NameLookupError.FamilyNotSupported;

            DnsQuery query = HostResolver.Resolve(system.Loop, text, kinds);
            if (query.Status == DnsStatus.Success)
                HostEntryWriter.Write(entry, query.CanonicalName ?? text, query.Addresses);
            return query.Status.ToLookupError();
        }
        catch (Exception exception)
        {
            return NameLookupFault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_FreeHostEntry")]
    private static void FreeHostEntry(HostEntry* entry)
    {
        try
        {
            if (entry != null)
                HostEntryWriter.Free(entry);
        }
        catch (Exception exception)
        {
            Edge.Fault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetNameInfo")]
    private static NameLookupError GetNameInfo(byte* address, int length, sbyte isIpv6, byte* host, int hostLength, byte* service, int serviceLength, int flags)
    {
        try
        {
            if (SocketSystem.Current is not { } system)
                return NameLookupError.TryAgain;
            if (address == null || host == null || hostLength <= 0 || length != (isIpv6 != 0 ? 16 : 4))
                return NameLookupError.BadArgument;

            // SAFETY: the caller vouches for length readable and hostLength writable bytes.
            IpAddress wanted = IpAddress.Read(new(address, length));
            DnsQuery? query = (flags & NumericHost) != 0 ? null : HostResolver.Resolve(system.Loop, wanted);
            if (query is not { Status: DnsStatus.Success } && (flags & NameRequired) != 0)
                return query?.Status.ToLookupError() ?? NameLookupError.NameNotFound;
            string name = query?.CanonicalName ?? wanted.ToString();
            return HostEntryWriter.TryCopy(name, new(host, hostLength)) ? NameLookupError.Success : NameLookupError.OutOfMemory;
        }
        catch (Exception exception)
        {
            return NameLookupFault(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetHostName")]
    private static int GetHostName(byte* name, int length)
    {
        try
        {
            // SAFETY: the caller vouches for length writable bytes.
            return HostEntryWriter.TryCopy(OwnNames.Host, new(name, length)) ? 0 : Errno.Fail(Errno.InvalidArgument);
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_SystemNative_GetDomainName")]
    private static int GetDomainName(byte* name, int length)
    {
        try
        {
            // SAFETY: the caller vouches for length writable bytes.
            return HostEntryWriter.TryCopy(OwnNames.Domain, new(name, length)) ? 0 : Errno.Fail(Errno.InvalidArgument);
        }
        catch (Exception exception)
        {
            return Edge.FaultErrno(exception);
        }
    }

    private static NameLookupError NameLookupFault(Exception exception) =>
        Edge.Fault(exception) == PalError.ENOMEM ? NameLookupError.OutOfMemory : NameLookupError.Failed;
}
