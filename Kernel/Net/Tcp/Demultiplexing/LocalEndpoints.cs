namespace Sabos.Net;

/// <summary>Chooses and checks the local endpoints of listeners, bindings and connections.</summary>
internal sealed class LocalEndpoints
{
    private readonly TcpContext _context;

    public LocalEndpoints(TcpContext context) => _context = context;

    /// <summary>Checks a local endpoint to bind to, or picks its port. None, AddressInUse, AddressNotAvailable.</summary>
    public TransportError Choose(ref IpEndpoint local, bool dualStack, bool reuseAddress, bool listens)
    {
        if (!local.Address.IsUnspecified && !IsOurs(local.Address))
        {
            return TransportError.AddressNotAvailable;
        }

        if (local.Port != 0)
        {
            return IsFree(local, dualStack, reuseAddress, listens) ? TransportError.None : TransportError.AddressInUse;
        }

        foreach (ushort port in new EphemeralPorts(_context.Random))
        {
            IpEndpoint candidate = local with { Port = port };
            if (IsFree(candidate, dualStack, reuseAddress: false, listens))
            {
                local = candidate;
                return TransportError.None;
            }
        }

        return TransportError.AddressInUse;
    }

    /// <summary>Checks, or picks, the local port of a connection to a remote endpoint. None, AddressInUse.</summary>
    public TransportError ChooseFor(IpEndpoint remote, ref IpEndpoint local, bool reuseAddress)
    {
        if (local.Port != 0)
        {
            return IsFreeFor(remote, local, reuseAddress) ? TransportError.None : TransportError.AddressInUse;
        }

        foreach (ushort port in new EphemeralPorts(_context.Random))
        {
            IpEndpoint candidate = local with { Port = port };
            if (IsFreeFor(remote, candidate, reuseAddress: false))
            {
                local = candidate;
                return TransportError.None;
            }
        }

        return TransportError.AddressInUse;
    }

    // An address is ours when there is a route from it to itself.
    private bool IsOurs(IpAddress address) => _context.Routes.TryRoute(address, address, out _) == TransportError.None;

    private bool IsFreeFor(IpEndpoint remote, IpEndpoint local, bool reuseAddress) =>
        _context.Table.Find(new ConnectionKey(local, remote)) is null
        && _context.Ports.IsFree(new PortClaim { Local = local, ReuseAddress = reuseAddress });

    private bool IsFree(IpEndpoint local, bool dualStack, bool reuseAddress, bool listens)
    {
        var wanted = new PortClaim { Local = local, DualStack = dualStack, ReuseAddress = reuseAddress };
        return _context.Ports.IsFree(wanted, listens) && (reuseAddress || !HasConnection(wanted));
    }

    // Rare enough to look at all of them.
    private bool HasConnection(PortClaim claim)
    {
        foreach (ISegmentTarget target in _context.Table.ToArray())
        {
            if (target.Key.Local.Port == claim.Local.Port && claim.Covers(target.Key.Local.Address))
            {
                return true;
            }
        }

        return false;
    }
}
