namespace Sabos.Net;

/// <summary>A view of a redirect (RFC 4861 4.5).</summary>
public readonly ref struct RedirectMessage
{
    private const int FixedSize = 32;

    private RedirectMessage(IpAddress target, IpAddress destination, NeighborOptions options)
    {
        Target = target;
        Destination = destination;
        Options = options;
    }

    /// <summary>The better first hop: a router's link-local address, or the destination itself.</summary>
    public IpAddress Target { get; }

    public IpAddress Destination { get; }

    public NeighborOptions Options { get; }

    /// <summary>False: too short, impossible addresses, or malformed options (RFC 4861 8.1). Source and hop limit are the caller's to check.</summary>
    public static bool TryParse(in Icmpv6Message message, out RedirectMessage redirect)
    {
        redirect = default;
        if (message.Code != 0 || message.Body.Length < FixedSize || !NeighborOptions.TryParse(message.Body[FixedSize..], out NeighborOptions options))
        {
            return false;
        }

        redirect = new RedirectMessage(IpAddress.Read(message.Body[..16]), IpAddress.Read(message.Body[16..FixedSize]), options);
        return !redirect.Destination.IsMulticast && (redirect.Target.IsLinkLocal || redirect.Target == redirect.Destination);
    }
}
