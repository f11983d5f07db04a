using System;
using System.Buffers.Binary;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>A segment that a peer sends, written by code that shares nothing with the stack's.</summary>
internal readonly record struct PeerSegment(uint Sequence, uint Acknowledgment, SegmentFlags Flags, ushort Window)
{
    private const int Fixed = 20;

    public ushort Urgent { get; init; }

    /// <summary>Padded to whole words.</summary>
    public byte[] Options { get; init; } = [];

    public byte[] Payload { get; init; } = [];

    public int Length => Fixed + Options.Length + Payload.Length;

    public void WriteTo(Span<byte> destination, IpEndpoint source, IpEndpoint target)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], target.Port);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Acknowledgment);
        destination[12] = (byte)((Fixed + Options.Length) / 4 << 4);
        destination[13] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(destination[14..], Window);
        destination[16..18].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination[18..], Urgent);
        Options.CopyTo(destination[Fixed..]);
        Payload.CopyTo(destination[(Fixed + Options.Length)..]);
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(source.Address, target.Address, IpProtocol.Tcp, Length);
        checksum.Add(destination[..Length]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[16..], checksum.Value);
    }
}
