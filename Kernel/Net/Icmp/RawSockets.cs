using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The open raw sockets.</summary>
internal sealed class RawSockets
{
    private readonly List<RawSocket> _sockets = [];

    public void Add(RawSocket socket) => _sockets.Add(socket);

    public void Remove(RawSocket socket) => _sockets.Remove(socket);

    /// <summary>Gives each socket that wants it a copy. True: at least one took it.</summary>
    /// <param name="received">Its facts.</param>
    /// <param name="packet">From the IP header on for IPv4.</param>
    public bool Receive(in IpReceived received, ReadOnlySpan<byte> packet) => _sockets.Count > 0 && Offer(received, packet);

    /// <summary>Whether a packet that somebody reports can be of one of these sockets.</summary>
    public bool MayHaveSent(IpProtocol protocol, IpAddress source, IpAddress destination)
    {
        foreach (RawSocket socket in _sockets)
        {
            if (socket.MayHaveSent(protocol, source, destination))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>There may be room in the device again.</summary>
    public void Poll()
    {
        foreach (RawSocket socket in _sockets)
        {
            socket.RetryWritable();
        }
    }

    private bool Offer(in IpReceived received, ReadOnlySpan<byte> packet)
    {
        bool isTaken = false;
        foreach (RawSocket socket in _sockets)
        {
            isTaken |= socket.TryDeliver(received, packet);
        }

        return isTaken;
    }
}
