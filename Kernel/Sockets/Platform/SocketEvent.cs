using System;

namespace Sabos.Sockets;

/// <summary>What an event port reports of a socket (pal_networking.h, SocketEvents).</summary>
[Flags]
internal enum SocketEvents
{
    None = 0,
    Read = 1,
    Write = 2,
    ReadClose = 4,
    Close = 8,
    Error = 16,
}

/// <summary>One report of an event port (pal_networking.h, SocketEvent). 16 bytes.</summary>
internal struct SocketEvent
{
    public nuint Data;
    public SocketEvents Events;
    public uint Padding;
}
