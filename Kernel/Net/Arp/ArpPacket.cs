using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>An ARP packet for IPv4 over Ethernet (RFC 826).</summary>
public readonly record struct ArpPacket(
    ArpOperation Operation,
    MacAddress SenderHardware,
    IpAddress SenderAddress,
    MacAddress TargetHardware,
    IpAddress TargetAddress)
{
    /// <summary>28 bytes.</summary>
    public const int Size = 28;

    private const ushort EthernetHardware = 1;

    /// <summary>A request whose sender has no address yet: somebody asks whether this one is free (RFC 5227 1.1).</summary>
    public bool IsProbe => Operation == ArpOperation.Request && SenderAddress.IsUnspecified;

    /// <summary>False: too short, another hardware or protocol, or neither request nor reply.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out ArpPacket packet)
    {
        packet = default;
        if (bytes.Length < Size
            || BinaryPrimitives.ReadUInt16BigEndian(bytes) != EthernetHardware
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) != (ushort)EtherType.Ipv4
            || bytes[4] != MacAddress.Size
            || bytes[5] != 4)
        {
            return false;
        }

        ArpOperation operation = (ArpOperation)BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        packet = new ArpPacket(
            operation,
            MacAddress.Read(bytes[8..]),
            IpAddress.Read(bytes[14..18]),
            MacAddress.Read(bytes[18..]),
            IpAddress.Read(bytes[24..28]));
        return operation is ArpOperation.Request or ArpOperation.Reply;
    }

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, EthernetHardware);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)EtherType.Ipv4);
        destination[4] = MacAddress.Size;
        destination[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)Operation);
        SenderHardware.WriteTo(destination[8..]);
        SenderAddress.WriteTo(destination[14..]);
        TargetHardware.WriteTo(destination[18..]);
        TargetAddress.WriteTo(destination[24..]);
    }
}
