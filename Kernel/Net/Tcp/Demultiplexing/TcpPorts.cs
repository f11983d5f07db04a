using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Which local endpoints are held by listeners and by sockets that are bound only.</summary>
internal sealed class TcpPorts
{
    private readonly Dictionary<ushort, List<PortClaim>> _claims = [];

    /// <summary>Whether a claim, perhaps of a listener, may stand beside those that exist.</summary>
    public bool IsFree(PortClaim wanted, bool listens = false)
    {
        if (_claims.TryGetValue(wanted.Local.Port, out List<PortClaim>? claims))
        {
            foreach (PortClaim claim in claims)
            {
                bool shared = claim.ReuseAddress && wanted.ReuseAddress && claim.Listener is null && !listens;
                if (!shared && claim.Overlaps(wanted))
                {
                    return false;
                }
            }
        }

        return true;
    }

    public void Add(PortClaim claim)
    {
        if (!_claims.TryGetValue(claim.Local.Port, out List<PortClaim>? claims))
        {
            claims = [];
            _claims.Add(claim.Local.Port, claims);
        }

        claims.Add(claim);
    }

    public void Remove(PortClaim claim)
    {
        if (_claims.TryGetValue(claim.Local.Port, out List<PortClaim>? claims) && claims.Remove(claim) && claims.Count == 0)
        {
            _claims.Remove(claim.Local.Port);
        }
    }

    /// <summary>The listener for a local endpoint: one for this very address before one for all.</summary>
    public TcpListener? FindListener(IpEndpoint local)
    {
        TcpListener? found = null;
        if (_claims.TryGetValue(local.Port, out List<PortClaim>? claims))
        {
            foreach (PortClaim claim in claims)
            {
                if (claim.Listener is not null && claim.Covers(local.Address) && (found is null || claim.Local.Address == local.Address))
                {
                    found = claim.Listener;
                }
            }
        }

        return found;
    }

    /// <summary>All listeners, for diagnostics.</summary>
    public IEnumerable<TcpListener> GetListeners()
    {
        foreach (List<PortClaim> claims in _claims.Values)
        {
            foreach (PortClaim claim in claims)
            {
                if (claim.Listener is not null)
                {
                    yield return claim.Listener;
                }
            }
        }
    }
}
