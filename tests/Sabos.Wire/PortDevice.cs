using System;
using System.Collections.Generic;
using Sabos.Net;

namespace Sabos.Wire;

/// <summary>A port as the stack's network adapter: so that the stack runs in an ordinary process. A frame for which the port has no room is lost.</summary>
/// <param name="port">Where frames come from and go to.</param>
/// <param name="address">The adapter's hardware address.</param>
/// <param name="mtu">The largest IP packet in bytes.</param>
public sealed class PortDevice(IFramePort port, MacAddress address, int mtu) : ILinkDevice, IFrameOwner
{
    private const int EthernetHeader = 14;

    private readonly List<byte[]> _buffers = [];
    private readonly List<int> _lengths = [];
    private readonly Stack<int> _free = new();

    public LinkCapabilities Capabilities { get; } = new(LinkMedium.Ethernet, address, mtu);

    public bool IsLinkUp => true;

    public LinkStatistics Statistics { get; private set; }

    public bool TryReceive(out ReceivedFrame frame)
    {
        int slot = Rent();
        int length = port.Receive(_buffers[slot]);
        if (length == 0)
        {
            _free.Push(slot);
            frame = default;
            return false;
        }

        Statistics = Statistics with { ReceivedFrames = Statistics.ReceivedFrames + 1, ReceivedBytes = Statistics.ReceivedBytes + length };
        frame = new ReceivedFrame(this, slot, _buffers[slot].AsSpan(0, length));
        return true;
    }

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        int slot = Rent();
        _lengths[slot] = length;
        frame = new OutgoingFrame(this, slot, _buffers[slot].AsSpan(0, length));
        return true;
    }

    public void Flush()
    {
    }

    public void QueueOutgoing(int slot)
    {
        port.Send(_buffers[slot].AsSpan(0, _lengths[slot]));
        Statistics = Statistics with { SentFrames = Statistics.SentFrames + 1, SentBytes = Statistics.SentBytes + _lengths[slot] };
        _free.Push(slot);
    }

    public void CancelOutgoing(int slot) => _free.Push(slot);

    public void ReleaseReceived(int slot) => _free.Push(slot);

    private int Rent()
    {
        if (_free.TryPop(out int slot))
            return slot;
        _buffers.Add(new byte[Capabilities.Mtu + EthernetHeader]);
        _lengths.Add(0);
        return _buffers.Count - 1;
    }
}
