using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A record of ours.</summary>
/// <param name="Name">Its owner, normalized.</param>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its data, names in it uncompressed.</param>
internal readonly record struct HostRecord(string Name, DnsRecordType Type, ReadOnlyMemory<byte> Data)
{
    public static HostRecord OfAddress(string name, IpAddress address)
    {
        byte[] data = new byte[address.Length];
        address.InZone(0).WriteTo(data);
        return new HostRecord(name, address.IsIpv4 ? DnsRecordType.A : DnsRecordType.Aaaa, data);
    }

    public static HostRecord OfPointer(IpAddress address, string name)
    {
        byte[] data = new byte[DnsName.WireLength(name)];
        DnsName.Write(name, data);
        return new HostRecord(ReverseName.Of(address.InZone(0)), DnsRecordType.Ptr, data);
    }

    /// <summary>That a name has records of these types and no others, in the form of RFC 6762 6.1: the name itself, and a bitmap of the low types.</summary>
    public static HostRecord OfTypes(string name, bool hasIpv4, bool hasIpv6)
    {
        int nameLength = DnsName.WireLength(name);
        int bitmapLength = hasIpv6 ? 4 : 1;
        byte[] data = new byte[nameLength + 2 + bitmapLength];
        DnsName.Write(name, data);
        data[nameLength + 1] = (byte)bitmapLength;
        Span<byte> bitmap = data.AsSpan(nameLength + 2);
        bitmap[0] = hasIpv4 ? Bit(DnsRecordType.A) : (byte)0;
        if (hasIpv6)
        {
            bitmap[(int)DnsRecordType.Aaaa / 8] = Bit(DnsRecordType.Aaaa);
        }

        return new HostRecord(name, DnsRecordType.Nsec, data);
    }

    /// <summary>Whether an NSEC record in that form says that there are no records of a type.</summary>
    public static bool DeniesType(ReadOnlySpan<byte> message, in DnsRecord nsec, DnsRecordType type)
    {
        int offset = nsec.DataOffset;
        int end = nsec.DataOffset + nsec.DataLength;
        if (!DnsName.TryRead(message, ref offset, out _) || offset + 2 > end || message[offset] != 0 || offset + 2 + message[offset + 1] > end)
        {
            return false;
        }

        ReadOnlySpan<byte> bitmap = message.Slice(offset + 2, message[offset + 1]);
        return (int)type < 256 && ((int)type / 8 >= bitmap.Length || (bitmap[(int)type / 8] & Bit(type)) == 0);
    }

    /// <summary>Whether a record of a message is the same as this one, whatever its class and time to live.</summary>
    public bool IsSameAs(ReadOnlySpan<byte> message, in DnsRecord other)
    {
        if (other.Type != Type || other.Owner != Name)
        {
            return false;
        }

        if (Type != DnsRecordType.Ptr)
        {
            return Data.Span.SequenceEqual(message.Slice(other.DataOffset, other.DataLength));
        }

        int offset = 0;
        return other.TryReadTarget(message, out string target) && DnsName.TryRead(Data.Span, ref offset, out string own) && own == target;
    }

    public bool IsSameAs(in HostRecord other) => Type == other.Type && Name == other.Name && Data.Span.SequenceEqual(other.Data.Span);

    /// <summary>Class, type and data as one key, whose order is that of RFC 6762 8.2.</summary>
    public byte[] SortKey() => SortKey(Type, Data.Span);

    public static byte[] SortKey(DnsRecordType type, ReadOnlySpan<byte> data)
    {
        byte[] key = new byte[4 + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(key, DnsRecord.InternetClass);
        BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(2), (ushort)type);
        data.CopyTo(key.AsSpan(4));
        return key;
    }

    private static byte Bit(DnsRecordType type) => (byte)(0x80 >> ((int)type % 8));
}
