namespace Sabos.Net;

/// <summary>What identifies a connection: its two endpoints, ours first (RFC 9293 3.3.1).</summary>
internal readonly record struct ConnectionKey(IpEndpoint Local, IpEndpoint Remote)
{
    /// <summary>A keyed hash of all of it.</summary>
    public ulong Hash(SipHash hash)
    {
        ulong ports = ((ulong)Local.Port << 16) | Remote.Port;
        return Local.Address.IsIpv4
            ? hash.Compute(((ulong)Local.Address.Ipv4Bits << 32) | Remote.Address.Ipv4Bits, ports)
            : hash.Compute(Local.Address.HighBits, Local.Address.LowBits, Remote.Address.HighBits, Remote.Address.LowBits, ports);
    }
}
