namespace Sabos.Net;

/// <summary>A local endpoint held for a socket that is bound only.</summary>
public sealed class TcpBinding
{
    private readonly TcpPorts _ports;
    private readonly PortClaim _claim;

    internal TcpBinding(TcpPorts ports, PortClaim claim)
    {
        _ports = ports;
        _claim = claim;
    }

    public IpEndpoint Local => _claim.Local;

    /// <summary>Gives the port back. Idempotent.</summary>
    public void Release() => _ports.Remove(_claim);
}
