using System;
using System.Collections.Generic;

namespace Sabos.Net.Tests;

/// <summary>An IP layer that keeps what is sent through it, with a path of any MTU and room for any number of packets.</summary>
internal sealed class FakeIpOutput : IIpOutput, IFrameOwner
{
    private readonly List<(IpSend Send, byte[] Bytes, TransmitOffload Offload)> _slots = [];

    public Queue<(IpSend Send, byte[] Segment, TransmitOffload Offload)> Sent { get; } = new();

    public IpAddress Local { get; init; }

    public int Mtu { get; set; } = 1500;

    /// <summary>Packets that may still be sent before WouldBlock.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>What the device cuts into segments, in bytes of payload; the checksum is complete all the same.</summary>
    public int MaxSegmentationPayload { get; set; }

    public TransportError RouteError { get; set; }

    public bool CompletesChecksums { get; set; }

    public int Confirmations { get; private set; }

    public TransportError TryRoute(IpAddress destination, IpAddress source, out IpRoute route)
    {
        route = new IpRoute(null!, Local, destination, Mtu) { MaxSegmentationPayload = MaxSegmentationPayload };
        return !source.IsUnspecified && source != Local ? TransportError.AddressNotAvailable : RouteError;
    }

    public TransportError TryReserve(in IpSend send, int payloadLength, TransmitOffload offload, out OutgoingPacket packet)
    {
        packet = default;
        if (RouteError != TransportError.None)
        {
            return RouteError;
        }

        int largest = offload.SegmentSize == 0 ? payloadLength : offload.TransportHeaderLength + offload.SegmentSize;
        if (send.DoNotFragment && largest + (send.Destination.IsIpv4 ? Ipv4Header.Size : Ipv6Header.Size) > Mtu)
        {
            return TransportError.MessageTooLong;
        }

        if (Room == 0)
        {
            return TransportError.WouldBlock;
        }

        Room--;
        byte[] bytes = new byte[payloadLength];
        new Random(payloadLength).NextBytes(bytes);
        _slots.Add((send, bytes, offload));
        packet = new OutgoingPacket(new OutgoingFrame(this, _slots.Count - 1, bytes), 0, CompletesChecksums && offload.ChecksumOffset != 0);
        return TransportError.None;
    }

    public void ConfirmReachable(IpAddress destination) => Confirmations++;

    public void ReducePathMtu(IpAddress destination, int mtu) => Mtu = Math.Min(Mtu, mtu);

    public void ReleaseReceived(int slot) => throw new NotSupportedException();

    public void QueueOutgoing(int slot) => Sent.Enqueue(_slots[slot]);

    public void CancelOutgoing(int slot) => _slots[slot] = default;
}
