using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Sabos.Apps.Tests.Iperf3;

/// <summary>The other end of a connection within this process, as the system sees it.</summary>
internal static class PeerDescriptor
{
    private const int NonBlocking = 0x800; // O_NONBLOCK

    /// <summary>Whether the other end's descriptor is in non-blocking mode.</summary>
    public static bool IsNonBlocking(Socket socket)
    {
        string target = $"socket:[{InodeOfPeer(socket)}]";
        string descriptor = Directory.GetFiles("/proc/self/fd").Single(path => new FileInfo(path).LinkTarget == target);
        string flags = File.ReadLines(descriptor.Replace("/fd/", "/fdinfo/", StringComparison.Ordinal)).Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return (Convert.ToInt32(flags[6..].Trim(), 8) & NonBlocking) != 0;
    }

    // Columns of /proc/net/tcp: number, local and remote address, state, queues, timer, retransmissions, user, timeouts, inode.
    private static string InodeOfPeer(Socket socket)
    {
        string local = Port(socket.RemoteEndPoint);
        string remote = Port(socket.LocalEndPoint);
        return File.ReadLines("/proc/self/net/tcp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(columns => columns[1].EndsWith(local, StringComparison.Ordinal) && columns[2].EndsWith(remote, StringComparison.Ordinal))[9];
    }

    private static string Port(EndPoint? endPoint) => string.Create(CultureInfo.InvariantCulture, $":{((IPEndPoint)endPoint!).Port:X4}");
}
