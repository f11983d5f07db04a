namespace Sabos.Net;

/// <summary>A local endpoint held for a socket that is bound only.</summary>
public sealed class TcpBinding
{
    internal TcpBinding(IpEndpoint local) => Local = local;

    public IpEndpoint Local { get; }

    /// <summary>Gives the port back. Idempotent.</summary>
    public void Release() => throw new System.NotImplementedException();
}
