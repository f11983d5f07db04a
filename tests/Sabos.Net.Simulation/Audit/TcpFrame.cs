using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>A frame that holds a TCP segment over IPv4 or IPv6, read by code that shares nothing with the stack's.</summary>
public readonly ref struct TcpFrame
{
    private const int Link = 14;
    private const int Ipv4 = 20;
    private const int Ipv6 = 40;
    private const int Fixed = 20;
    private const byte Tcp = 6;

    private readonly ReadOnlySpan<byte> _ip;
    private readonly ReadOnlySpan<byte> _tcp;
    private readonly int _headerLength;

    private TcpFrame(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> tcp, int headerLength)
    {
        _ip = ip;
        _tcp = tcp;
        _headerLength = headerLength;
    }

    public IpEndpoint Source => new(IsIpv4 ? Address(12, 4) : Address(8, 16), BinaryPrimitives.ReadUInt16BigEndian(_tcp));

    public IpEndpoint Destination => new(IsIpv4 ? Address(16, 4) : Address(24, 16), BinaryPrimitives.ReadUInt16BigEndian(_tcp[2..]));

    /// <summary>Bytes of the IP packet.</summary>
    public int PacketLength => (IsIpv4 ? Ipv4 : Ipv6) + _tcp.Length;

    /// <summary>The ECN field of the IP header (RFC 3168 5): 0 not capable, 1 and 2 capable, 3 congestion met.</summary>
    public int CongestionField => (IsIpv4 ? _ip[1] : _ip[1] >> 4) & 3;

    public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(_tcp[4..]);

    public uint Acknowledgment => BinaryPrimitives.ReadUInt32BigEndian(_tcp[8..]);

    public SegmentFlags Flags => (SegmentFlags)_tcp[13];

    /// <summary>The bits beside the header length, which are to be zero.</summary>
    public int Reserved => _tcp[12] & 0xF;

    public ushort Window => BinaryPrimitives.ReadUInt16BigEndian(_tcp[14..]);

    public ushort Urgent => BinaryPrimitives.ReadUInt16BigEndian(_tcp[18..]);

    public ReadOnlySpan<byte> OptionBytes => _tcp[Fixed.._headerLength];

    public ReadOnlySpan<byte> Payload => _tcp[_headerLength..];

    /// <summary>Sequence numbers that it occupies.</summary>
    public int Length => Payload.Length + (Has(SegmentFlags.Syn) ? 1 : 0) + (Has(SegmentFlags.Fin) ? 1 : 0);

    public bool Has(SegmentFlags flags) => (Flags & flags) == flags;

    /// <summary>Reads a frame; false: it holds something else, a fragment, or nothing sound. Checksums are not looked at.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, out TcpFrame result)
    {
        result = default;
        if (frame.Length < Link + Ipv4 + Fixed)
        {
            return false;
        }

        ReadOnlySpan<byte> ip = frame[Link..];
        ReadOnlySpan<byte> tcp = (frame[12], frame[13]) switch
        {
            (0x08, 0x00) => OverIpv4(ip),
            (0x86, 0xDD) => OverIpv6(ip),
            _ => default,
        };
        if (tcp.Length < Fixed)
        {
            return false;
        }

        int headerLength = (tcp[12] >> 4) * 4;
        if (headerLength < Fixed || headerLength > tcp.Length)
        {
            return false;
        }

        result = new TcpFrame(ip, tcp, headerLength);
        return true;
    }

    private bool IsIpv4 => _ip[0] >> 4 == 4;

    private IpAddress Address(int offset, int length) => IpAddress.Read(_ip.Slice(offset, length));

    private static ReadOnlySpan<byte> OverIpv4(ReadOnlySpan<byte> ip)
    {
        int total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & 0x3FFF) != 0;
        return ip[0] == 0x45 && ip[9] == Tcp && !isFragment && total >= Ipv4 && total <= ip.Length ? ip[Ipv4..total] : default;
    }

    private static ReadOnlySpan<byte> OverIpv6(ReadOnlySpan<byte> ip)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        return ip[0] >> 4 == 6 && ip[6] == Tcp && Ipv6 + length <= ip.Length ? ip.Slice(Ipv6, length) : default;
    }
}

/// <summary>The control bits (RFC 9293 3.1).</summary>
[Flags]
public enum SegmentFlags
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Rst = 4,
    Psh = 8,
    Ack = 16,
    Urg = 32,
    Ece = 64,
    Cwr = 128,
}
