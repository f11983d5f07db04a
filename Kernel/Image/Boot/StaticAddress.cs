using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>An address given on the command line, instead of a lease.</summary>
/// <param name="Address">Our address and the subnet's length.</param>
/// <param name="Gateway">The default router, if any.</param>
/// <param name="DnsServers">In the order to ask them.</param>
internal sealed record StaticAddress(IpPrefix Address, IpAddress? Gateway, IReadOnlyList<IpAddress> DnsServers);
