namespace Sabos.Net;

/// <summary>DHCPv6 options (RFC 8415 21, RFC 3646).</summary>
internal enum Dhcpv6OptionCode : ushort
{
    ClientIdentifier = 1,
    ServerIdentifier = 2,
    IdentityAssociation = 3,
    Address = 5,
    OptionRequest = 6,
    Preference = 7,
    ElapsedTime = 8,
    StatusCode = 13,
    RapidCommit = 14,
    NameServers = 23,
    DomainList = 24,
    InformationRefreshTime = 32,
}
