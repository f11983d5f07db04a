using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Sabos.Sockets;

/// <summary>
/// The files in which the class library, and programs in the habit of Linux, look for the state of the network. Each is written anew
/// whenever it is opened.
/// </summary>
internal static unsafe class NetworkFiles
{
    /// <summary>Finds one of the files by its path, a C string. False: the path is none of ours.</summary>
    public static bool TryRead(byte* path, [NotNullWhen(true)] out string? content)
    {
        content = null;
        if (path == null || SocketSystem.Current is not { } system)
            return false;

        // SAFETY: the caller vouches for a C string.
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
        if (!IsNetwork(bytes))
            return false;
        content = Read(system.Loop, Encoding.UTF8.GetString(bytes));
        return content is not null;
    }

    private static bool IsNetwork(ReadOnlySpan<byte> path) =>
        path.StartsWith("/proc/net/"u8) || path.StartsWith("/proc/sys/net/"u8) || path.StartsWith("/sys/class/net/"u8) || path.StartsWith("/etc/"u8);

    private static string? Read(NetworkLoop loop, string path) => path switch
    {
        "/etc/hostname" => OwnNames.Host + "\n",
        "/etc/hosts" => ResolverFiles.Hosts(loop),
        "/etc/resolv.conf" => ResolverFiles.Configuration(loop),
        "/proc/net/tcp" => ConnectionFiles.Tcp(loop, ipv6: false),
        "/proc/net/tcp6" => ConnectionFiles.Tcp(loop, ipv6: true),
        "/proc/net/udp" => ConnectionFiles.Udp(loop, ipv6: false),
        "/proc/net/udp6" => ConnectionFiles.Udp(loop, ipv6: true),
        "/proc/net/route" => RouteFiles.Ipv4(loop),
        "/proc/net/ipv6_route" => RouteFiles.Ipv6(loop),
        "/proc/net/if_inet6" => InterfaceFiles.Ipv6Addresses(loop),
        "/proc/net/arp" => NeighborFiles.Arp(loop),
        "/proc/net/neighbors" => NeighborFiles.All(loop),
        "/proc/net/addresses" => AddressFile.Read(loop),
        "/proc/net/leases" => LeaseFile.Read(loop),
        "/proc/net/sockstat" => SocketCountFiles.Sockets(loop, ipv6: false),
        "/proc/net/sockstat6" => SocketCountFiles.Sockets(loop, ipv6: true),
        "/proc/net/dev" => InterfaceFiles.Counters(loop),
        "/proc/net/snmp" => StatisticsFiles.Ipv4(loop),
        "/proc/net/snmp6" => Ipv6StatisticsFile.Read(loop),
        "/proc/net/netstat" => ExtendedStatisticsFile.Read(loop),
        "/proc/net/tcp_info" => ConnectionDetailsFile.Read(loop),
        "/proc/sys/net/ipv4/ip_forward" => "0\n",
        _ => InterfaceFiles.TryRead(loop, path),
    };
}
