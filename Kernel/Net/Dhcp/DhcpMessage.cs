using System;
using System.Buffers.Binary;

namespace Sabos.Net;

/// <summary>A view of a DHCP message (RFC 2131 2), the payload of a UDP datagram.</summary>
public readonly ref struct DhcpMessage
{
    /// <summary>Bytes before the options, magic cookie included.</summary>
    internal const int FixedSize = 240;

    internal const byte BootRequest = 1;
    internal const byte BootReply = 2;
    internal const uint MagicCookie = 0x6382_5363;
    internal const byte EthernetHardware = 1;

    internal const int TransactionOffset = 4;
    internal const int SecondsOffset = 8;
    internal const int FlagsOffset = 10;
    internal const int ClientAddressOffset = 12;
    internal const int YourAddressOffset = 16;
    internal const int ClientHardwareOffset = 28;
    internal const int CookieOffset = 236;

    // sname and file, which option 52 may declare to hold options.
    private const int ServerNameOffset = 44;
    private const int FileOffset = 108;

    private readonly ReadOnlySpan<byte> _bytes;

    private DhcpMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public bool IsReply => _bytes[0] == BootReply;

    public uint Transaction => BinaryPrimitives.ReadUInt32BigEndian(_bytes[TransactionOffset..]);

    public ushort Seconds => BinaryPrimitives.ReadUInt16BigEndian(_bytes[SecondsOffset..]);

    /// <summary>ciaddr: the address that the client has and answers to.</summary>
    public IpAddress ClientAddress => IpAddress.Read(_bytes.Slice(ClientAddressOffset, 4));

    /// <summary>yiaddr: the address granted.</summary>
    public IpAddress YourAddress => IpAddress.Read(_bytes.Slice(YourAddressOffset, 4));

    /// <summary>chaddr.</summary>
    public MacAddress ClientHardware => MacAddress.Read(_bytes[ClientHardwareOffset..]);

    /// <summary>None: absent, so that it is BOOTP.</summary>
    public DhcpMessageType Type
    {
        get
        {
            Span<byte> value = stackalloc byte[1];
            return ReadOption(DhcpOption.MessageType, value) == 1 ? (DhcpMessageType)value[0] : DhcpMessageType.None;
        }
    }

    /// <summary>False: too short, not for Ethernet, or without DHCP's magic cookie.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out DhcpMessage message)
    {
        message = new DhcpMessage(bytes);
        return bytes.Length >= FixedSize
            && bytes[0] is BootRequest or BootReply
            && bytes[1] == EthernetHardware
            && bytes[2] == MacAddress.Size
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[CookieOffset..]) == MagicCookie;
    }

    /// <summary>An option that holds one address; the first, where a server says more.</summary>
    public bool TryReadAddress(DhcpOption option, out IpAddress address)
    {
        Span<byte> value = stackalloc byte[4];
        bool isPresent = ReadOption(option, value) >= 4;
        address = isPresent ? IpAddress.Read(value) : default;
        return isPresent;
    }

    /// <summary>An option that holds a time in seconds; the first, where a server says it twice.</summary>
    public bool TryReadSeconds(DhcpOption option, out uint seconds)
    {
        Span<byte> value = stackalloc byte[4];
        bool isPresent = ReadOption(option, value) >= 4;
        seconds = BinaryPrimitives.ReadUInt32BigEndian(value);
        return isPresent;
    }

    /// <summary>
    /// Copies an option's value, the parts of one that occurs more than once put together (RFC 3396), overloaded fields included (RFC 2132 9.3).
    /// </summary>
    /// <param name="option">Which.</param>
    /// <param name="value">Where to; what does not fit is left out.</param>
    /// <returns>The value's whole length, or -1: absent.</returns>
    public int ReadOption(DhcpOption option, Span<byte> value)
    {
        int length = -1;
        Collect(_bytes[FixedSize..], option, value, ref length);

        Span<byte> overload = stackalloc byte[1];
        int overloadLength = -1;
        Collect(_bytes[FixedSize..], DhcpOption.OptionOverload, overload, ref overloadLength);
        if (overloadLength == 1 && (overload[0] & 1) != 0)
        {
            Collect(_bytes[FileOffset..CookieOffset], option, value, ref length);
        }

        if (overloadLength == 1 && (overload[0] & 2) != 0)
        {
            Collect(_bytes[ServerNameOffset..FileOffset], option, value, ref length);
        }

        return length;
    }

    private static void Collect(ReadOnlySpan<byte> options, DhcpOption wanted, Span<byte> value, ref int length)
    {
        while (!options.IsEmpty && (DhcpOption)options[0] != DhcpOption.End)
        {
            if ((DhcpOption)options[0] == DhcpOption.Pad)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options.Length < 2 + options[1])
            {
                return;
            }

            ReadOnlySpan<byte> part = options.Slice(2, options[1]);
            if ((DhcpOption)options[0] == wanted)
            {
                length = Math.Max(length, 0);
                if (length < value.Length)
                {
                    part[..Math.Min(part.Length, value.Length - length)].CopyTo(value[length..]);
                }

                length += part.Length;
            }

            options = options[(2 + part.Length)..];
        }
    }
}
