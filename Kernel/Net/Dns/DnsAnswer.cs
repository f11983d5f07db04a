using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a question was answered with, and until when that holds.</summary>
internal sealed record DnsAnswer(IReadOnlyList<IpAddress> Addresses, string CanonicalName, Instant Expires);
