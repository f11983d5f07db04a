using System;

namespace Sabos.Net;

/// <summary>
/// Fragmentation of what we send (RFC 791 3.2, RFC 8200 4.5): the payload is written into one buffer of its own and cut when it is complete. What the
/// device has no room for is lost, as on any link.
/// </summary>
internal sealed class Fragmenter(IFragmentHeaders headers, IpCounters counters) : IFrameOwner
{
    private byte[] _payload = [];
    private IpRoute _route;
    private IpSend _send;
    private uint _identification;
    private int _length;
    private bool _isReserved;

    /// <summary>Room for a payload longer than the path's packets. None, WouldBlock.</summary>
    public TransportError TryReserve(scoped in IpRoute route, scoped in IpSend send, uint identification, int payloadLength, out OutgoingPacket packet)
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
        _send = send;
        _identification = identification;
        _length = payloadLength;
        OutgoingFrame frame = new(this, slot: 0, _payload.AsSpan(0, payloadLength));
        packet = new OutgoingPacket(frame, headerLength: 0, completesChecksum: false);
        return TransportError.None;
    }

    public void QueueOutgoing(int slot)
    {
        _isReserved = false;
        int largest = (_route.Mtu - headers.Length) & ~7;
        for (int offset = 0; offset < _length; offset += largest)
        {
            if (!TrySend(offset, Math.Min(largest, _length - offset)))
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
            _route, headers.Length + length, TransmitOffload.None, _send.IsToStranger, out OutgoingFrame frame, out int linkHeader);
        if (error != TransportError.None)
        {
            return false;
        }

        Span<byte> packet = frame.Bytes[linkHeader..];
        headers.Write(packet, _route, _send, _identification, offset, moreFragments: offset + length < _length);
        _payload.AsSpan(offset, length).CopyTo(packet[headers.Length..]);
        frame.Dispose();
        return true;
    }
}
