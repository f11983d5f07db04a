using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>The stub resolver (RFC 1034 5.3.1): runs over a UDP socket of its own inside the stack.</summary>
public sealed class DnsResolver
{
    internal DnsResolver()
    {
    }

    /// <summary>Where to ask, in order. Set from the lease or by static configuration.</summary>
    public IReadOnlyList<IpEndpoint> Servers { get; set; } = [];

    /// <summary>Begins a resolution. Literals, localhost (RFC 6761) and our own host name complete at once.</summary>
    public DnsQuery Resolve(string name, DnsAddressKinds kinds) => throw new NotImplementedException();

    /// <summary>Forgets a query nobody waits for any more.</summary>
    public void Cancel(DnsQuery query) => throw new NotImplementedException();
}
