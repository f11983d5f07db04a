namespace Sabos.Hal.VirtioNet;

/// <summary>What a network device has done since it was opened. Written by the loop that owns the device, read by anybody.</summary>
public sealed class VirtioNetCounters
{
    public ulong ReceivedFrames { get; private set; }

    public ulong ReceivedBytes { get; private set; }

    /// <summary>Buffers that came back from the device without a frame in them.</summary>
    public ulong ReceiveErrors { get; private set; }

    public ulong SentFrames { get; private set; }

    public ulong SentBytes { get; private set; }

    /// <summary>Frames that could not be queued, or were with the device when it was reset.</summary>
    public ulong DroppedFrames { get; private set; }

    /// <summary>How often no transmit buffer was free.</summary>
    public ulong TransmitStalls { get; private set; }

    /// <summary>How often the device broke a ring or asked for a reset.</summary>
    public ulong Faults { get; private set; }

    /// <summary>Resets after which the device worked again.</summary>
    public ulong Recoveries { get; private set; }

    internal void CountReceived(int bytes)
    {
        ReceivedFrames++;
        ReceivedBytes += (ulong)bytes;
    }

    internal void CountReceiveError() => ReceiveErrors++;

    internal void CountSent(int bytes)
    {
        SentFrames++;
        SentBytes += (ulong)bytes;
    }

    internal void CountDropped(int frames) => DroppedFrames += (ulong)frames;

    internal void CountTransmitStall() => TransmitStalls++;

    internal void CountFault() => Faults++;

    internal void CountRecovery() => Recoveries++;
}
