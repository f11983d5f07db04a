using System;

namespace Sabos.Net.Tests;

/// <summary>A link device that loses what arrives at it: of the frames that carry data, those that it is told to.</summary>
internal sealed class LosingLink(ILinkDevice inner, Func<int, bool> loses) : ILinkDevice
{
    private const int LargestWithoutData = 120;

    private int _arrived;

    public LinkCapabilities Capabilities => inner.Capabilities;

    public bool IsLinkUp => inner.IsLinkUp;

    public LinkStatistics Statistics => inner.Statistics;

    public int Lost { get; private set; }

    public bool TryReceive(out ReceivedFrame frame)
    {
        while (inner.TryReceive(out frame))
        {
            if (frame.Bytes.Length <= LargestWithoutData || !loses(++_arrived))
            {
                return true;
            }

            Lost++;
            frame.Dispose();
        }

        return false;
    }

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame) => inner.TryReserve(length, offload, out frame);

    public void Flush() => inner.Flush();
}
