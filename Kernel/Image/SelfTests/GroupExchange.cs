using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.SelfTest;

namespace Sabos.Image.SelfTests;

/// <summary>A program that listens to a group, to all of it and to one source, by the class library's options; what is sent does not leave the host.</summary>
internal static class GroupExchange
{
    public static async Task RunAsync(IPAddress group, IPAddress own, int interfaceIndex, CancellationToken cancellation)
    {
        using Socket listener = new(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        bool ipv6 = group.AddressFamily == AddressFamily.InterNetworkV6;
        listener.Bind(new IPEndPoint(ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        using Socket sender = new(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(own, 0));
        SocketOptionLevel level = ipv6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
        sender.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, 0);
        sender.SetSocketOption(level, SocketOptionName.MulticastInterface, ipv6 ? interfaceIndex : IPAddress.HostToNetworkOrder(interfaceIndex));

        Check.True(!await ArrivesAsync(sender, listener, group, own, cancellation), "what goes to a group came to a socket that did not join it");
        object membership = ipv6 ? new IPv6MulticastOption(group, interfaceIndex) : new MulticastOption(group, interfaceIndex);
        listener.SetSocketOption(level, SocketOptionName.AddMembership, membership);
        Check.True(await ArrivesAsync(sender, listener, group, own, cancellation), "what goes to a group did not come to a socket that joined it");
        sender.MulticastLoopback = false;
        Check.True(!await ArrivesAsync(sender, listener, group, own, cancellation), "what was sent without loop-back came back");
        sender.MulticastLoopback = true;

        // MCAST_BLOCK_SOURCE and MCAST_UNBLOCK_SOURCE (RFC 3678 5.1).
        listener.SetRawSocketOption((int)level, 43, SourceOption(group, own, interfaceIndex));
        Check.True(!await ArrivesAsync(sender, listener, group, own, cancellation), "a source was heard that is blocked");
        listener.SetRawSocketOption((int)level, 44, SourceOption(group, own, interfaceIndex));
        Check.True(await ArrivesAsync(sender, listener, group, own, cancellation), "a source was not heard that is blocked no more");
        listener.SetSocketOption(level, SocketOptionName.DropMembership, membership);
        Check.True(!await ArrivesAsync(sender, listener, group, own, cancellation), "a socket heard a group that it left");
    }

    /// <summary>Sends to the group, and then to the socket itself: once that is there, it is known what became of the first.</summary>
    private static async Task<bool> ArrivesAsync(Socket sender, Socket listener, IPAddress group, IPAddress own, CancellationToken cancellation)
    {
        const int LengthOfFirst = 5;
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        await sender.SendToAsync(new byte[LengthOfFirst], new IPEndPoint(group, port), cancellation);
        await sender.SendToAsync(new byte[1], new IPEndPoint(own, port), cancellation);
        byte[] buffer = new byte[16];
        bool arrived = await listener.ReceiveAsync(buffer, cancellation) == LengthOfFirst;
        if (arrived)
            await listener.ReceiveAsync(buffer, cancellation);
        return arrived;
    }

    // A group_source_req.
    private static byte[] SourceOption(IPAddress group, IPAddress source, int interfaceIndex)
    {
        const int Storage = 128;
        const int GroupOffset = 8;
        byte[] value = new byte[GroupOffset + (2 * Storage)];
        BitConverter.TryWriteBytes(value, interfaceIndex);
        Write(value.AsSpan(GroupOffset), group);
        Write(value.AsSpan(GroupOffset + Storage), source);
        return value;
    }

    private static void Write(Span<byte> storage, IPAddress address)
    {
        SocketAddress native = new IPEndPoint(address, 0).Serialize();
        native.Buffer.Span[..native.Size].CopyTo(storage);
    }
}
