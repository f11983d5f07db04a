namespace Sabos.Net;

/// <summary>A router's offer to forward what is for a prefix; ::/0 where it is a default router.</summary>
internal sealed class AdvertisedRoute(IpPrefix destination, IpAddress router)
{
    public IpPrefix Destination { get; } = destination;

    public IpAddress Router { get; } = router;

    /// <summary>1 high, 0 medium, -1 low (RFC 4191 2.1).</summary>
    public int Preference { get; set; }

    public Instant Expires { get; set; }

    /// <summary>In which order routers were found not to answer; 0: it has not been, since it was last heard of.</summary>
    public int Failure { get; set; }
}
