using System;

namespace Sabos.Net;

/// <summary>The single bits of a header's second word (RFC 1035 4.1.1).</summary>
[Flags]
internal enum DnsFlags : ushort
{
    None = 0,

    /// <summary>QR.</summary>
    Response = 0x8000,

    /// <summary>AA.</summary>
    Authoritative = 0x0400,

    /// <summary>TC.</summary>
    Truncated = 0x0200,

    /// <summary>RD.</summary>
    RecursionDesired = 0x0100,

    /// <summary>RA.</summary>
    RecursionAvailable = 0x0080,

    /// <summary>What a multicast answer has (RFC 6762 18.2 to 18.11): QR and AA, nothing else.</summary>
    MulticastAnswer = Response | Authoritative,
}
