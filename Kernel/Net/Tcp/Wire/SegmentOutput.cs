using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sabos.Net;

/// <summary>Writes segments into the packets that the IP layer lends.</summary>
internal sealed class SegmentOutput
{
    private readonly IIpOutput _output;
    private const int ResetsPerSecond = 1000;
    private const int ResetBurst = 250;

    private readonly TcpCounters _counters;
    private readonly RandomizedRateLimit _resetLimit;

    public SegmentOutput(IIpOutput output, StackRandom random, TcpCounters counters)
    {
        _output = output;
        _counters = counters;
        _resetLimit = new RandomizedRateLimit(random, ResetsPerSecond, ResetBurst);
    }

    /// <summary>Sends one segment, or a run of them that the device cuts.</summary>
    /// <param name="path">Between whom, and what the IP header says.</param>
    /// <param name="header">Its ports must be those of the path.</param>
    /// <param name="options">May be empty.</param>
    /// <param name="payload">Where the payload is copied from; null without one.</param>
    /// <param name="payloadLength">Bytes of payload.</param>
    /// <param name="isRetransmission">It was sent before, and counts as such (RFC 4022: tcpRetransSegs, not tcpOutSegs).</param>
    /// <param name="segmentSize">Payload bytes of each segment of a run; 0: it is one segment.</param>
    /// <returns>None, or what <see cref="IIpOutput.TryReserve"/> says.</returns>
    public TransportError TrySend(
        in IpSend path, in TcpHeader header, in TcpOptions options, TcpSender? payload = null, int payloadLength = 0, bool isRetransmission = false, int segmentSize = 0)
    {
        int optionsLength = options.Length;
        int headerLength = TcpHeader.Size + optionsLength;
        TransmitOffload offload = new(0, TcpHeader.ChecksumOffset, (ushort)segmentSize, segmentSize == 0 ? (ushort)0 : (ushort)headerLength);
        TransportError error = _output.TryReserve(path, headerLength + payloadLength, offload, out OutgoingPacket packet);
        if (error != TransportError.None)
        {
            return error;
        }

        Span<byte> bytes = packet.Payload;
        header.WriteTo(bytes, optionsLength);
        TcpOptionsWriter.Write(options, bytes[TcpHeader.Size..]);
        InternetChecksum checksum = InternetChecksum.ForPseudoHeader(path.Source, path.Destination, IpProtocol.Tcp, bytes.Length);
        if (packet.CompletesChecksum)
        {
            payload?.CopyPayload(header.Sequence, bytes[headerLength..]);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[TcpHeader.ChecksumOffset..], checksum.Sum);
        }
        else
        {
            Complete(checksum, bytes, headerLength, payload, header.Sequence);
        }

        packet.Dispose();
        if (isRetransmission)
        {
            _counters.RetransmittedSegments++;
        }
        else
        {
            _counters.OutSegments += segmentSize == 0 ? 1 : (payloadLength + segmentSize - 1) / segmentSize;
        }

        return TransportError.None;
    }

    // Adds header and payload to the pseudo header's sum.
    private static void Complete(InternetChecksum checksum, Span<byte> segment, int headerLength, TcpSender? payload, SequenceNumber sequence)
    {
        checksum.Add(segment[..headerLength]);
        payload?.CopyPayload(sequence, segment[headerLength..], ref checksum);
        BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], checksum.Value);
    }

    /// <summary>
    /// Answers a segment for which there is no connection with a reset (RFC 9293 3.10.7.1). Where there is no room for it, or there were too many,
    /// it is not sent: the peer asks again.
    /// </summary>
    public void Reset(Instant now, in ConnectionKey key, in TcpSegment segment)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            return;
        }

        if (!_resetLimit.TryTake(now))
        {
            _counters.ResetsSuppressed++;
            return;
        }

        bool hasAck = segment.Has(TcpFlags.Ack);
        var header = new TcpHeader(
            key.Local.Port,
            key.Remote.Port,
            hasAck ? segment.Acknowledgment : default,
            hasAck ? default : segment.Sequence + segment.SequenceLength,
            hasAck ? TcpFlags.Rst : TcpFlags.Rst | TcpFlags.Ack,
            0);
        if (TrySend(PathOf(key.Local, key.Remote) with { IsToStranger = true }, header, default) == TransportError.None)
        {
            _counters.OutResets++;
        }
    }

    /// <summary>What the IP header of a segment says. TCP never lets its segments be fragmented: it finds the path MTU (RFC 1191).</summary>
    /// <param name="local">From whom.</param>
    /// <param name="remote">To whom.</param>
    /// <param name="timeToLive">As the program has it.</param>
    /// <param name="trafficClass">As the program has it; the ECN bits are not the program's.</param>
    /// <param name="ecn">The ECN bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpSend PathOf(
        in IpEndpoint local, in IpEndpoint remote, byte? timeToLive = null, byte trafficClass = 0, byte ecn = EcnField.NotCapable) => new(
        local.Address, remote.Address, IpProtocol.Tcp, timeToLive, EcnField.Replace(trafficClass, ecn), DoNotFragment: true,
        Ports: ((uint)local.Port << 16) | remote.Port);
}
