namespace Sabos.Net;

/// <summary>Types of resource records (RFC 1035 3.2.2, RFC 3596 2.1).</summary>
internal enum DnsRecordType : ushort
{
    A = 1,
    Cname = 5,
    Aaaa = 28,
}
