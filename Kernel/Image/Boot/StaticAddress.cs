using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>Addresses given on the command line, instead of a lease.</summary>
/// <param name="Addresses">Our addresses, each with its subnet's length; the first is what we send from where nothing else decides.</param>
/// <param name="Gateway">The default router, if any.</param>
internal sealed record StaticAddress(IReadOnlyList<IpPrefix> Addresses, IpAddress? Gateway);
