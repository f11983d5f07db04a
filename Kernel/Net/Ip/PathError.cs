namespace Sabos.Net;

/// <summary>An ICMP error about a packet we sent, after the IP layer has checked that it quotes one of ours.</summary>
public enum PathError
{
    NetworkUnreachable,
    HostUnreachable,
    ProtocolUnreachable,
    PortUnreachable,

    /// <summary>Fragmentation needed (RFC 1191) or packet too big (RFC 8201): the new path MTU comes along.</summary>
    PacketTooBig,
    TimeExceeded,
    AdministrativelyProhibited,
}
