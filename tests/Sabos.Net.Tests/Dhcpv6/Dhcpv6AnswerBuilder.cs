using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net.Tests;

/// <summary>Writes what a server says, byte by byte, right or wrong.</summary>
internal sealed class Dhcpv6AnswerBuilder
{
    private readonly List<byte> _bytes;

    public Dhcpv6AnswerBuilder(Dhcpv6MessageType type, uint transaction) =>
        _bytes = [(byte)type, (byte)(transaction >> 16), (byte)(transaction >> 8), (byte)transaction];

    public static byte[] Status(ushort code) => [0, 13, 0, 2, (byte)(code >> 8), (byte)code];

    public static byte[] LeasedAddress(IpAddress address, uint preferred, uint valid)
    {
        byte[] option = new byte[28];
        (option[1], option[3]) = (5, 24);
        address.WriteTo(option.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(20), preferred);
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(24), valid);
        return option;
    }

    public Dhcpv6AnswerBuilder Option(Dhcpv6OptionCode code, params byte[] value)
    {
        _bytes.AddRange([0, (byte)code, (byte)(value.Length >> 8), (byte)value.Length, .. value]);
        return this;
    }

    public Dhcpv6AnswerBuilder Association(uint identifier, uint renewal, uint rebinding, params byte[] options)
    {
        byte[] value = [.. new byte[12], .. options];
        BinaryPrimitives.WriteUInt32BigEndian(value, identifier);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), renewal);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(8), rebinding);
        return Option(Dhcpv6OptionCode.IdentityAssociation, value);
    }

    public byte[] Build() => [.. _bytes];
}
