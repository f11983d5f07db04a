namespace Sabos.Net;

/// <summary>What a chain of headers leads to.</summary>
internal enum Ipv6ChainEnd
{
    /// <summary>Headers that contradict themselves, or more of them than we follow: to be dropped.</summary>
    Dropped,

    /// <summary>The packet ends inside of its headers.</summary>
    Truncated,

    /// <summary>A header that the sender is to be told of (RFC 4443 3.4).</summary>
    Problem,

    /// <summary>A fragment header.</summary>
    Fragment,

    /// <summary>The payload of a transport, of ICMPv6, of an unknown protocol, or no next header.</summary>
    UpperLayer,
}
