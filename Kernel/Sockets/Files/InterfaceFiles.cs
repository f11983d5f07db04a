using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>/sys/class/net/NAME/..., /proc/sys/net/ipv4/conf/NAME/... and the addresses of IPv6.</summary>
internal static class InterfaceFiles
{
    private const string DevicesFolder = "/sys/class/net/";
    private const string Ipv4Folder = "/proc/sys/net/ipv4/conf/";
    private const string Ipv6Folder = "/proc/sys/net/ipv6/conf/";

    /// <summary>One of the small files about one interface; null if there is none such.</summary>
    public static string? TryRead(NetworkLoop loop, string path)
    {
        if (path.StartsWith(DevicesFolder, StringComparison.Ordinal))
            return Device(loop, path[DevicesFolder.Length..].Split('/'));
        if (path.StartsWith(Ipv4Folder, StringComparison.Ordinal))
            return Setting(loop, path[Ipv4Folder.Length..].Split('/'));
        return path.StartsWith(Ipv6Folder, StringComparison.Ordinal) ? Setting(loop, path[Ipv6Folder.Length..].Split('/')) : null;
    }

    /// <summary>/proc/net/if_inet6.</summary>
    public static string Ipv6Addresses(NetworkLoop loop)
    {
        const int GlobalScope = 0x00;
        const int LinkScope = 0x20;
        const int HostScope = 0x10;
        StringBuilder text = new();
        foreach (InterfaceSnapshot snapshot in InterfaceSnapshot.TakeAll(loop))
        {
            foreach (InterfaceAddress own in snapshot.Addresses)
            {
                if (!own.Address.IsIpv6)
                    continue;

                int scope = own.Address.IsLoopback ? HostScope : own.Address.IsLinkLocal ? LinkScope : GlobalScope;
                text.AppendPlainIpv6(own.Address)
                    .Append(CultureInfo.InvariantCulture, $" {snapshot.Index:x2} {own.Prefix.Length:x2} {scope:x2} {AddressFlags(own):x2} {snapshot.Name,8}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>/proc/net/dev.</summary>
    public static string Counters(NetworkLoop loop)
    {
        StringBuilder text = new("Inter-|   Receive                                                |  Transmit\n");
        text.Append(" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n");
        foreach (InterfaceSnapshot snapshot in InterfaceSnapshot.TakeAll(loop))
        {
            LinkStatistics link = snapshot.Statistics;
            text.Append(CultureInfo.InvariantCulture, $"{snapshot.Name,6}: {link.ReceivedBytes,7} {link.ReceivedFrames,7} {link.ReceiveErrors,4} {link.ReceiveDrops,4}")
                .Append("    0     0          0         0")
                .Append(CultureInfo.InvariantCulture, $" {link.SentBytes,8} {link.SentFrames,7} {link.SendErrors,4} {link.SendDrops,4}")
                .Append("    0     0       0          0\n");
        }

        return text.ToString();
    }

    /// <summary>IFA_F_... of linux/if_addr.h.</summary>
    private static int AddressFlags(InterfaceAddress own)
    {
        const int Temporary = 0x01;
        const int Optimistic = 0x04;
        const int Failed = 0x08;
        const int Deprecated = 0x20;
        const int Tentative = 0x40;
        const int Permanent = 0x80;
        int flags = own.State switch
        {
            AddressState.Tentative => Tentative,
            AddressState.Optimistic => Tentative | Optimistic,
            AddressState.Deprecated => Deprecated,
            AddressState.Duplicate => Tentative | Failed,
            _ => 0,
        };
        return flags | (own.Origin == AddressOrigin.Temporary ? Temporary : 0) | (own.ValidUntil == Instant.Never ? Permanent : 0);
    }

    private static string? Device(NetworkLoop loop, string[] parts)
    {
        if (parts.Length != 2 || Find(loop, parts[0]) is not { } found)
            return null;

        const int Flags = 0x1043; // IFF_UP | IFF_BROADCAST | IFF_RUNNING | IFF_MULTICAST
        const int LoopbackFlags = 0x49; // IFF_UP | IFF_LOOPBACK | IFF_RUNNING
        return parts[1] switch
        {
            "address" => $"{found.Capabilities.Address}\n",
            "flags" => string.Create(CultureInfo.InvariantCulture, $"0x{(found.IsLoopback ? LoopbackFlags : Flags):x}\n"),
            "ifindex" => string.Create(CultureInfo.InvariantCulture, $"{found.Index}\n"),
            "mtu" => string.Create(CultureInfo.InvariantCulture, $"{found.Capabilities.Mtu}\n"),
            "operstate" => found.IsLoopback ? "unknown\n" : found.IsUp ? "up\n" : "down\n",
            "speed" => "-1\n",
            "tx_queue_len" => "1000\n",
            _ => null,
        };
    }

    /// <summary>The stack never forwards, whatever the interface.</summary>
    private static string? Setting(NetworkLoop loop, string[] parts)
    {
        bool known = parts.Length == 2 && (parts[0] is "all" or "default" || Find(loop, parts[0]) is not null);
        return known && parts[1] == "forwarding" ? "0\n" : null;
    }

    private static InterfaceSnapshot? Find(NetworkLoop loop, string name)
    {
        List<InterfaceSnapshot> snapshots = InterfaceSnapshot.TakeAll(loop);
        return snapshots.Find(snapshot => snapshot.Name == name);
    }
}
