using System;

namespace Sabos.Net;

/// <summary>What a segment's payload and FIN did to the receiver.</summary>
[Flags]
internal enum ReceiveOutcome
{
    Nothing = 0,

    /// <summary>RCV.NXT moved.</summary>
    Advanced = 1,

    /// <summary>There is something to read, and there was nothing.</summary>
    BecameReadable = 2,

    /// <summary>The FIN's turn has come.</summary>
    FinReached = 4,

    /// <summary>It lies beyond a gap.</summary>
    OutOfOrder = 8,

    /// <summary>Not all of it could be kept.</summary>
    OutOfMemory = 16,
}
