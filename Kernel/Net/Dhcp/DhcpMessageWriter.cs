using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>Writes a DHCP message from the front: the fixed part, then options one by one, then the end.</summary>
public ref struct DhcpMessageWriter
{
    /// <summary>BOOTP's relays and servers may drop what is shorter (RFC 1542 2.1).</summary>
    private const int MinimumSize = 300;

    private readonly Span<byte> _buffer;
    private int _length;

    /// <param name="buffer">At least 300 bytes.</param>
    /// <param name="isReply">BOOTREPLY instead of BOOTREQUEST.</param>
    /// <param name="transaction">xid.</param>
    /// <param name="hardware">chaddr.</param>
    public DhcpMessageWriter(Span<byte> buffer, bool isReply, uint transaction, MacAddress hardware)
    {
        _buffer = buffer;
        buffer.Clear();
        buffer[0] = isReply ? DhcpMessage.BootReply : DhcpMessage.BootRequest;
        buffer[1] = DhcpMessage.EthernetHardware;
        buffer[2] = MacAddress.Size;
        BinaryPrimitives.WriteUInt32BigEndian(buffer[DhcpMessage.TransactionOffset..], transaction);
        hardware.WriteTo(buffer[DhcpMessage.ClientHardwareOffset..]);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[DhcpMessage.CookieOffset..], DhcpMessage.MagicCookie);
        _length = DhcpMessage.FixedSize;
    }

    /// <summary>Seconds since the client began.</summary>
    public readonly void WriteSeconds(TimeSpan elapsed) =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[DhcpMessage.SecondsOffset..], (ushort)Math.Clamp(elapsed.TotalSeconds, 0, ushort.MaxValue));

    public readonly void WriteClientAddress(IpAddress address) => address.WriteTo(_buffer[DhcpMessage.ClientAddressOffset..]);

    public readonly void WriteYourAddress(IpAddress address) => address.WriteTo(_buffer[DhcpMessage.YourAddressOffset..]);

    /// <summary>Adds an option of at most 255 bytes.</summary>
    public void Add(DhcpOption option, scoped ReadOnlySpan<byte> value)
    {
        _buffer[_length] = (byte)option;
        _buffer[_length + 1] = checked((byte)value.Length);
        value.CopyTo(_buffer[(_length + 2)..]);
        _length += 2 + value.Length;
    }

    public void Add(DhcpMessageType type) => Add(DhcpOption.MessageType, [(byte)type]);

    public void Add(DhcpOption option, IpAddress address)
    {
        Span<byte> value = stackalloc byte[4];
        address.WriteTo(value);
        Add(option, value);
    }

    public void Add(DhcpOption option, uint seconds)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, seconds);
        Add(option, value);
    }

    /// <summary>Ends the options. Returns the message's length.</summary>
    public int Finish()
    {
        _buffer[_length++] = (byte)DhcpOption.End;
        return Math.Max(_length, MinimumSize);
    }
}
