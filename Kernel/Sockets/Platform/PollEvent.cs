using System;

namespace Sabos.Sockets;

/// <summary>What poll can ask and answer (pal_io.h, PollEvents).</summary>
[Flags]
internal enum PollEvents : short
{
    None = 0,
    Readable = 1,
    Priority = 2,
    Writable = 4,
    Error = 8,
    HungUp = 16,
    Invalid = 32,
}

/// <summary>One entry of a poll (pal_io.h, PollEvent). 8 bytes.</summary>
internal struct PollEvent
{
    public int Handle;
    public PollEvents Requested;
    public PollEvents Triggered;
}
