using System;
using System.Buffers.Binary;

namespace Sabos.Net.Tests;

/// <summary>Makes frames with TCP segments that look as if they came from anybody, in one buffer.</summary>
internal sealed class SegmentForge
{
    private readonly byte[] _frame = new byte[2000];
    private readonly MacAddress _from;
    private readonly MacAddress _to;

    public SegmentForge(MacAddress from, MacAddress to)
    {
        _from = from;
        _to = to;
    }

    /// <summary>A frame, valid until the next is made.</summary>
    public ReadOnlySpan<byte> Make(IpEndpoint from, IpEndpoint to, TcpFlags flags, uint sequence, uint acknowledgment, in TcpOptions options = default, int data = 0)
    {
        int length = TcpHeader.Size + options.Length + data;
        Span<byte> packet = _frame.AsSpan(EthernetHeader.Size);
        Span<byte> segment = packet.Slice(Ipv4Header.Size, length);
        new EthernetHeader(_to, _from, EtherType.Ipv4).WriteTo(_frame);
        new Ipv4Header { Source = from.Address, Destination = to.Address, Protocol = IpProtocol.Tcp, TimeToLive = 64, PayloadLength = length }.WriteTo(packet);
        new TcpHeader(from.Port, to.Port, new SequenceNumber(sequence), new SequenceNumber(acknowledgment), flags, 65_535).WriteTo(segment, options.Length);
        TcpOptionsWriter.Write(options, segment[TcpHeader.Size..]);
        segment[(length - data)..].Fill((byte)'!');
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(from.Address, to.Address, IpProtocol.Tcp, length);
        checksum.Add(segment);
        BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], checksum.Value);
        return _frame.AsSpan(0, EthernetHeader.Size + Ipv4Header.Size + length);
    }
}
