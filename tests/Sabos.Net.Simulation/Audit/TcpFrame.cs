using System;
using System.Buffers.Binary;

namespace Sabos.Net.Simulation;

/// <summary>A frame that holds a TCP segment over IPv4, read by code that shares nothing with the stack's.</summary>
public readonly ref struct TcpFrame
{
    private const int Link = 14;
    private const int Ip = 20;
    private const int Fixed = 20;

    private readonly ReadOnlySpan<byte> _ip;
    private readonly ReadOnlySpan<byte> _tcp;
    private readonly int _headerLength;

    private TcpFrame(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> tcp, int headerLength)
    {
        _ip = ip;
        _tcp = tcp;
        _headerLength = headerLength;
    }

    public IpEndpoint Source => new(Address(12), BinaryPrimitives.ReadUInt16BigEndian(_tcp));

    public IpEndpoint Destination => new(Address(16), BinaryPrimitives.ReadUInt16BigEndian(_tcp[2..]));

    /// <summary>Bytes of the IP packet.</summary>
    public int PacketLength => Ip + _tcp.Length;

    /// <summary>The ECN field of the IP header (RFC 3168 5): 0 not capable, 1 and 2 capable, 3 congestion met.</summary>
    public int CongestionField => _ip[1] & 3;

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
        if (frame.Length < Link + Ip + Fixed || frame[12] != 0x08 || frame[13] != 0 || frame[Link] != 0x45 || frame[Link + 9] != 6)
        {
            return false;
        }

        ReadOnlySpan<byte> ip = frame[Link..];
        int total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & 0x3FFF) != 0;
        if (total < Ip + Fixed || total > ip.Length || isFragment)
        {
            return false;
        }

        ReadOnlySpan<byte> tcp = ip[Ip..total];
        int headerLength = (tcp[12] >> 4) * 4;
        if (headerLength < Fixed || headerLength > tcp.Length)
        {
            return false;
        }

        result = new TcpFrame(ip, tcp, headerLength);
        return true;
    }

    private IpAddress Address(int offset) => IpAddress.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(_ip[offset..]));
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
