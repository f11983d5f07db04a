using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of the name servers that a router tells of (RFC 8106 5.1).</summary>
public readonly ref struct RecursiveDnsServers
{
    private const int HeaderSize = 8;
    private const int AddressSize = 16;

    private readonly ReadOnlySpan<byte> _bytes;

    private RecursiveDnsServers(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>In seconds; the greatest number: for ever.</summary>
    public uint Lifetime => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    public int Count => (_bytes.Length - HeaderSize) / AddressSize;

    public IpAddress this[int index] => IpAddress.Read(_bytes.Slice(HeaderSize + (index * AddressSize), AddressSize));

    /// <summary>False: no address, or not a whole number of them.</summary>
    public static bool TryParse(in NeighborOption option, out RecursiveDnsServers servers)
    {
        servers = new RecursiveDnsServers(option.Bytes);
        int length = option.Bytes.Length - HeaderSize;
        return length > 0 && length % AddressSize == 0;
    }
}
