namespace Sabos.Net;

/// <summary>Types of resource records (RFC 1035 3.2.2, RFC 3596 2.1, RFC 4034 4, RFC 6891 6.1.1) and of questions (RFC 1035 3.2.3).</summary>
internal enum DnsRecordType : ushort
{
    None = 0,
    A = 1,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Aaaa = 28,
    Opt = 41,
    Nsec = 47,
    Any = 255,
}
