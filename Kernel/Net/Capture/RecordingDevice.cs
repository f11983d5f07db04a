using System;

namespace Sabos.Net;

/// <summary>
/// A device around another that keeps a copy of every frame that passes. Frames are as the device sees them: what is left to it (see
/// <see cref="TransmitOffload"/>) is not done yet, and a run of segments is one frame.
/// </summary>
internal sealed class RecordingDevice(ILinkDevice inner, PacketCapture capture, StackClock clock) : ILinkDevice, IFrameObserver
{
    public LinkCapabilities Capabilities => inner.Capabilities;

    public bool IsLinkUp => inner.IsLinkUp;

    public LinkStatistics Statistics => inner.Statistics;

    public bool TryReceive(out ReceivedFrame frame)
    {
        if (!inner.TryReceive(out frame))
        {
            return false;
        }

        capture.Record(frame.Bytes, clock.Now);
        return true;
    }

    public bool TryReserve(int length, TransmitOffload offload, out OutgoingFrame frame)
    {
        if (!inner.TryReserve(length, offload, out frame))
        {
            return false;
        }

        frame = frame.WithObserver(this);
        return true;
    }

    public void Flush() => inner.Flush();

    public bool HasUnsent() => inner.HasUnsent();

    void IFrameObserver.OnSent(ReadOnlySpan<byte> frame) => capture.Record(frame, clock.Now);
}
