using System;

namespace Sabos.Sockets;

/// <summary>Flags of one send or receive (System.Net.Sockets.SocketFlags, and the two that Ping uses privately).</summary>
[Flags]
internal enum MessageFlags
{
    None = 0,
    OutOfBand = 0x1,
    Peek = 0x2,
    DoNotRoute = 0x4,
    Truncated = 0x100,
    ControlTruncated = 0x200,
    DoNotWait = 0x1000,
    ErrorQueue = 0x2000,
}
