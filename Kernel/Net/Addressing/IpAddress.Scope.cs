namespace Sabos.Net;

/// <summary>Scope, as RFC 6724 compares addresses.</summary>
public readonly partial record struct IpAddress
{
    /// <summary>Loopback addresses count as link-local, IPv4's private ones as global (RFC 6724 3.1, 3.2, 3.4).</summary>
    public AddressScope Scope
    {
        get
        {
            if (IsIpv6 && IsMulticast)
            {
                return (AddressScope)(_high >> 48 & 0xF);
            }

            // fec0::/10, which nobody has any more (RFC 3879).
            bool isSiteLocal = IsIpv6 && _high >> 54 == 0xFEC0 >> 6;
            return IsLinkLocal || IsLoopback ? AddressScope.LinkLocal : isSiteLocal ? AddressScope.SiteLocal : AddressScope.Global;
        }
    }
}
