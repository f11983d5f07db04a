namespace Sabos.Net;

/// <summary>An address and a port (host order; 0 where none is chosen).</summary>
public readonly record struct IpEndpoint(IpAddress Address, ushort Port)
{
    public override string ToString() => Address.IsIpv4 ? $"{Address}:{Port}" : $"[{Address}]:{Port}";
}
