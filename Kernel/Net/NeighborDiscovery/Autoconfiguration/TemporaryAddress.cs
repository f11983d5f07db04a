namespace Sabos.Net;

/// <summary>A temporary address (RFC 8981): routers may shorten its life, and prolong it no further than this.</summary>
/// <param name="Address">The address.</param>
/// <param name="LastPreferred">When it is deprecated at the latest.</param>
/// <param name="LastValid">When it is withdrawn at the latest.</param>
internal sealed record TemporaryAddress(IpAddress Address, Instant LastPreferred, Instant LastValid);
