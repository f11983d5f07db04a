namespace Sabos.Net;

/// <summary>The DHCP options in use here (RFC 2132 unless said otherwise).</summary>
public enum DhcpOption : byte
{
    Pad = 0,
    SubnetMask = 1,
    Router = 3,
    DomainNameServer = 6,
    HostName = 12,
    DomainName = 15,
    InterfaceMtu = 26,
    NtpServers = 42,
    RequestedAddress = 50,
    LeaseTime = 51,
    OptionOverload = 52,
    MessageType = 53,
    ServerIdentifier = 54,
    ParameterRequestList = 55,
    Message = 56,
    MaxMessageSize = 57,
    RenewalTime = 58,
    RebindingTime = 59,
    VendorClass = 60,
    ClientIdentifier = 61,

    /// <summary>RFC 3397.</summary>
    DomainSearch = 119,

    /// <summary>RFC 3442.</summary>
    ClasslessStaticRoute = 121,
    End = 255,
}
