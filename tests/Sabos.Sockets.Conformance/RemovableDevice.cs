using System;
using Sabos.Net;

namespace Sabos.Sockets.Conformance;

/// <summary>A device with nothing at its other end. Nobody may use it once it has been taken away.</summary>
internal sealed class RemovableDevice : ILinkDevice
{
    private bool _isGone;

    public LinkCapabilities Capabilities { get; } = new(LinkMedium.Ethernet, new MacAddress(0x0200_0000_0001), Mtu: 1500);

    public bool IsLinkUp => Present;

    public LinkStatistics Statistics => default;

    private bool Present => _isGone ? throw new InvalidOperationException("the device is gone") : true;

    public void TakeAway() => _isGone = true;

    public bool TryReceive(out ReceivedFrame frame)
    {
        frame = default;
        return !Present;
    }

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        frame = default;
        return !Present;
    }

    public void Flush() => _ = Present;
}
