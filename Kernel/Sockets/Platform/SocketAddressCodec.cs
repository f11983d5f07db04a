using System;
using System.Buffers.Binary;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// Socket addresses as .NET keeps them on Linux: sockaddr_in of 16 bytes, sockaddr_in6 of 28. The family is in host order, port and
/// addresses in network order. A link-local address comes with its interface's index (sin6_scope_id, RFC 3493 3.3).
/// </summary>
internal static class SocketAddressCodec
{
    private const int Ipv4Size = 16;
    private const int Ipv6Size = 28;
    private const int ScopeOffset = 24;
    private const ushort LinuxUnspecified = 0;
    private const ushort LinuxIpv4 = 2;
    private const ushort LinuxIpv6 = 10;

    /// <summary>AF_UNSPEC, with which connect takes the peer away.</summary>
    public static bool IsUnspecified(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= sizeof(ushort) && BitConverter.ToUInt16(bytes) == LinuxUnspecified;

    /// <summary>Reads an address for a socket of a family. EINVAL: too short; EAFNOSUPPORT: of another family.</summary>
    public static PalError Read(ReadOnlySpan<byte> bytes, SocketFamily family, out IpEndpoint endpoint)
    {
        endpoint = default;
        if (bytes.Length < sizeof(ushort))
            return PalError.EINVAL;

        ushort addressFamily = BitConverter.ToUInt16(bytes);
        if (addressFamily != (family == SocketFamily.Ipv6 ? LinuxIpv6 : LinuxIpv4))
            return PalError.EAFNOSUPPORT;

        if (bytes.Length < (family == SocketFamily.Ipv6 ? Ipv6Size : Ipv4Size))
            return PalError.EINVAL;

        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        IpAddress address = family == SocketFamily.Ipv6
            ? IpAddress.Read(bytes.Slice(8, 16)).InZone(BitConverter.ToInt32(bytes[ScopeOffset..]))
            : IpAddress.Read(bytes.Slice(4, 4));
        endpoint = new IpEndpoint(address, port);
        return PalError.Success;
    }

    /// <summary>Writes an address as a socket of a family shows it, cut off at the destination's end.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, SocketFamily family, IpEndpoint endpoint)
    {
        Span<byte> address = stackalloc byte[Ipv6Size];
        address.Clear();
        int length = family == SocketFamily.Ipv6 ? Ipv6Size : Ipv4Size;
        BitConverter.TryWriteBytes(address, family == SocketFamily.Ipv6 ? LinuxIpv6 : LinuxIpv4);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], endpoint.Port);
        if (family == SocketFamily.Ipv6)
        {
            endpoint.Address.WriteMappedTo(address[8..]);
            BitConverter.TryWriteBytes(address[ScopeOffset..], endpoint.Address.Zone);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(address[4..], endpoint.Address.Ipv4Bits);
        }

        int written = Math.Min(length, destination.Length);
        address[..written].CopyTo(destination);
        return written;
    }
}
