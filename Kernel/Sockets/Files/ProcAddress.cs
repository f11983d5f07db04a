using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>Addresses as /proc/net prints them: words of 32 bits in hexadecimal, each as the machine reads it from network order.</summary>
internal static class ProcAddress
{
    public static StringBuilder AppendEndpoint(this StringBuilder text, IpEndpoint endpoint, bool ipv6) =>
        text.AppendAddress(endpoint.Address, ipv6).Append(CultureInfo.InvariantCulture, $":{endpoint.Port:X4}");

    public static StringBuilder AppendAddress(this StringBuilder text, IpAddress address, bool ipv6)
    {
        if (!ipv6)
            return text.AppendWord(BinaryPrimitives.ReverseEndianness(address.Ipv4Bits));

        Span<byte> bytes = stackalloc byte[16];
        address.WriteMappedTo(bytes);
        for (int i = 0; i < bytes.Length; i += sizeof(uint))
            text.AppendWord(BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
        return text;
    }

    /// <summary>An IPv6 address as the tables of routes and interfaces print it: 32 hexadecimal digits in network order.</summary>
    public static StringBuilder AppendPlainIpv6(this StringBuilder text, IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.WriteMappedTo(bytes);
        return text.Append(Convert.ToHexStringLower(bytes));
    }

    private static StringBuilder AppendWord(this StringBuilder text, uint word) => text.Append(CultureInfo.InvariantCulture, $"{word:X8}");
}
