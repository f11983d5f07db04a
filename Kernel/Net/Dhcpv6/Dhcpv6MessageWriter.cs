using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Writes a DHCPv6 message (RFC 8415 8, 21) into a buffer.</summary>
internal ref struct Dhcpv6MessageWriter
{
    private const int HeaderSize = 4;
    private const int OptionHeaderSize = 4;
    private const int AssociationHeaderSize = 12;
    private const int LeasedAddressSize = 24;
    private const int LifetimesSize = 8;

    private readonly Span<byte> _buffer;

    public Dhcpv6MessageWriter(Span<byte> buffer, Dhcpv6MessageType type, uint transaction)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt32BigEndian(buffer, ((uint)type << 24) | (transaction & 0xFF_FFFF));
        Length = HeaderSize;
    }

    public int Length { get; private set; }

    public void Add(Dhcpv6OptionCode code, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Begin(code, value.Length));
    }

    public void Add(Dhcpv6OptionCode code, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Begin(code, sizeof(ushort)), value);

    /// <summary>IA_NA with these addresses (21.4, 21.6), without wishes as to lifetimes.</summary>
    public void AddAssociation(uint identifier, IReadOnlyList<Dhcpv6LeasedAddress> addresses)
    {
        Span<byte> value = Begin(Dhcpv6OptionCode.IdentityAssociation, AssociationHeaderSize + (addresses.Count * (OptionHeaderSize + LeasedAddressSize)));
        BinaryPrimitives.WriteUInt32BigEndian(value, identifier);
        value[4..AssociationHeaderSize].Clear();
        value = value[AssociationHeaderSize..];
        foreach (Dhcpv6LeasedAddress leased in addresses)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)Dhcpv6OptionCode.Address);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], LeasedAddressSize);
            leased.Address.WriteTo(value[OptionHeaderSize..]);
            value.Slice(OptionHeaderSize + LeasedAddressSize - LifetimesSize, LifetimesSize).Clear();
            value = value[(OptionHeaderSize + LeasedAddressSize)..];
        }
    }

    private Span<byte> Begin(Dhcpv6OptionCode code, int length)
    {
        Span<byte> option = _buffer.Slice(Length, OptionHeaderSize + length);
        BinaryPrimitives.WriteUInt16BigEndian(option, (ushort)code);
        BinaryPrimitives.WriteUInt16BigEndian(option[2..], (ushort)length);
        Length += option.Length;
        return option[OptionHeaderSize..];
    }
}
