using System;

namespace Sabos.Net;

/// <summary>Which addresses are wanted.</summary>
[Flags]
public enum DnsAddressKinds
{
    None = 0,
    Ipv4 = 1,
    Ipv6 = 2,
    Any = 3,
}
