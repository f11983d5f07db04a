namespace Sabos.Net;

/// <summary>A DHCP client (RFC 2131) for one interface.</summary>
public sealed class DhcpClient
{
    internal DhcpClient()
    {
    }

    /// <summary>The lease held now, or null.</summary>
    public DhcpLease? Lease { get; internal set; }

    internal bool TryReceive(in Ipv4Packet packet) => packet.IsFragment && Lease is null;
}
