namespace Sabos.Net.Tests;

/// <summary>Addresses as they stand on the wire.</summary>
internal static class IpAddressBytes
{
    public static byte[] AsBytes(this IpAddress address)
    {
        byte[] bytes = new byte[address.Length];
        address.WriteTo(bytes);
        return bytes;
    }
}
