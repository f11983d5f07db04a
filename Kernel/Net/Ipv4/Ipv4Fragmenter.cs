using System;

namespace Sabos.Net;

/// <summary>
/// Fragmentation of what we send (RFC 791 3.2): the payload is written into one buffer of its own and cut when it is complete. What the device
/// has no room for is lost, as on any link.
/// </summary>
internal sealed class Ipv4Fragmenter(IpCounters counters) : IFrameOwner
{
    private byte[] _payload = [];
    private IpRoute _route;
    private Ipv4Header _header;
    private bool _isToStranger;
    private bool _isReserved;

    /// <summary>None, WouldBlock.</summary>
    public TransportError TryReserve(IpRoute route, Ipv4Header header, bool isToStranger, out OutgoingPacket packet)
    {
        packet = default;
        if (_isReserved)
        {
            return TransportError.WouldBlock;
        }

        if (_payload.Length == 0)
        {
            _payload = new byte[ushort.MaxValue];
        }

        counters.OutRequests++;
        counters.OutFragReqds++;
        _isReserved = true;
        _route = route;
        _header = header;
        _isToStranger = isToStranger;
        OutgoingFrame frame = new(this, slot: 0, _payload.AsSpan(0, header.PayloadLength));
        packet = new OutgoingPacket(frame, headerLength: 0, completesChecksum: false);
        return TransportError.None;
    }

    public void QueueOutgoing(int slot)
    {
        _isReserved = false;
        int largest = (_route.Mtu - Ipv4Header.Size) & ~7;
        for (int offset = 0; offset < _header.PayloadLength; offset += largest)
        {
            int length = Math.Min(largest, _header.PayloadLength - offset);
            if (!TrySend(offset, length))
            {
                counters.OutFragFails++;
                return;
            }

            counters.OutFragCreates++;
        }

        counters.OutFragOKs++;
    }

    public void CancelOutgoing(int slot) => _isReserved = false;

    public void ReleaseReceived(int slot) => throw new NotSupportedException("nothing is received here");

    private bool TrySend(int offset, int length)
    {
        TransportError error = _route.Interface.TryReservePacket(
            _route, Ipv4Header.Size + length, TransmitOffload.None, _isToStranger, out OutgoingFrame frame, out int linkHeader);
        if (error != TransportError.None)
        {
            return false;
        }

        Span<byte> packet = frame.Bytes[linkHeader..];
        Ipv4Header header = _header with { FragmentOffset = offset, PayloadLength = length, MoreFragments = offset + length < _header.PayloadLength };
        header.WriteTo(packet);
        _payload.AsSpan(offset, length).CopyTo(packet[Ipv4Header.Size..]);
        frame.Dispose();
        return true;
    }
}
