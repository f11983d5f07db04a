using System;
using System.Globalization;
using System.Text;

namespace Sabos.Net;

/// <summary>The name under which an address's PTR record stands.</summary>
internal static class ReverseName
{
    /// <summary>d.c.b.a.in-addr.arpa (RFC 1035 3.5), or the 32 digits under ip6.arpa (RFC 3596 2.5).</summary>
    public static string Of(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[address.Length];
        address.WriteTo(bytes);
        StringBuilder name = new();
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (address.IsIpv4)
            {
                name.Append(CultureInfo.InvariantCulture, $"{bytes[i]}.");
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"{bytes[i] & 0xF:x}.{bytes[i] >> 4:x}.");
            }
        }

        return name.Append(address.IsIpv4 ? "in-addr.arpa" : "ip6.arpa").ToString();
    }
}
