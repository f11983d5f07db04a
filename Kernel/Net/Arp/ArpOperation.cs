namespace Sabos.Net;

/// <summary>What an ARP packet says (RFC 826).</summary>
public enum ArpOperation : ushort
{
    Request = 1,
    Reply = 2,
}
