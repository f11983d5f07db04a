namespace Sabos.Net;

/// <summary>
/// Zones (RFC 4007): a link-local address means something on one link only. The interface's index stands in bits 16 to 31 of the address, which are zero on
/// every wire, so that two links' fe80::1 are two addresses to every table here, and nothing else has to carry the link beside the address.
/// </summary>
public readonly partial record struct IpAddress
{
    private const int ZoneShift = 32;
    private const ulong ZoneMask = 0xFFFF_0000_0000;

    /// <summary>fe80::/10, ff01::/16 and ff02::/16.</summary>
    public bool IsZoned => _high >> 54 == 0xFE80 >> 6 || _high >> 48 is 0xFF01 or 0xFF02;

    /// <summary>The index of the interface whose link is meant; 0: none is told, or the address needs none.</summary>
    public int Zone => IsZoned ? (int)((_high & ZoneMask) >> ZoneShift) : 0;

    /// <summary>A unicast address that means nothing without its zone, and has none.</summary>
    public bool LacksZone => IsZoned && !IsMulticast && Zone == 0;

    /// <summary>Bits 0 to 63 as they are on a wire.</summary>
    internal ulong WireHighBits => IsZoned ? _high & ~ZoneMask : _high;

    /// <summary>The same address on the link of an interface, if it is one that needs to be told; 0: as on a wire.</summary>
    public IpAddress InZone(int interfaceIndex) =>
        IsZoned ? new IpAddress((_high & ~ZoneMask) | ((ulong)(ushort)interfaceIndex << ZoneShift), _low) : this;
}
