namespace Sabos.Net;

/// <summary>How far an address is known (RFC 4291 2.7, RFC 7346 2); the numbers are those in a multicast address, which may have others between.</summary>
public enum AddressScope
{
    InterfaceLocal = 1,
    LinkLocal = 2,
    SiteLocal = 5,
    OrganizationLocal = 8,
    Global = 14,
}
