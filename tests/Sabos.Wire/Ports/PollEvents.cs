using System;

namespace Sabos.Wire;

/// <summary>poll(2)'s events.</summary>
[Flags]
internal enum PollEvents : short
{
    None = 0,
    In = 1,
    Out = 4,

    /// <summary>POLLERR, POLLHUP, POLLNVAL: there is nothing any more at the other side.</summary>
    Gone = 8 | 16 | 32,
}
