using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>
/// Who a client is, in the form that DHCP and DHCPv6 share (RFC 4361 6.1): type 255, the interface's number, and a DUID made from its link-layer
/// address (RFC 8415 11.4), the only thing of an image without a disk that is the same at its next start.
/// </summary>
internal static class DhcpClientIdentifier
{
    private const byte UniqueIdentifier = 255;
    private const ushort LinkLayerDuid = 3;
    private const ushort EthernetHardware = 1;

    /// <summary>The interface's number, and the DUID behind it.</summary>
    public static byte[] Create(int interfaceIndex, MacAddress hardware)
    {
        byte[] identifier = [UniqueIdentifier, 0, 0, 0, 0, .. CreateUnique(hardware)];
        BinaryPrimitives.WriteInt32BigEndian(identifier.AsSpan(1), interfaceIndex);
        return identifier;
    }

    /// <summary>The DUID alone, as DHCPv6 has it beside the number.</summary>
    public static byte[] CreateUnique(MacAddress hardware)
    {
        byte[] identifier = new byte[2 + 2 + MacAddress.Size];
        BinaryPrimitives.WriteUInt16BigEndian(identifier, LinkLayerDuid);
        BinaryPrimitives.WriteUInt16BigEndian(identifier.AsSpan(2), EthernetHardware);
        hardware.WriteTo(identifier.AsSpan(4));
        return identifier;
    }
}
