namespace Sabos.Hal.E1000;

/// <summary>What a controller has done since it was opened. Written by the loop that owns the device, read by anybody.</summary>
public sealed class E1000Counters
{
    public long ReceivedFrames { get; private set; }

    public long ReceivedBytes { get; private set; }

    /// <summary>Frames that came damaged, or with a length that none can have.</summary>
    public long ReceiveErrors { get; private set; }

    /// <summary>How often the controller said that it had to drop a frame, or several, for want of room.</summary>
    public long Overruns { get; private set; }

    public long SentFrames { get; private set; }

    public long SentBytes { get; private set; }

    /// <summary>Frames that were with the controller when it was reset.</summary>
    public long DroppedFrames { get; private set; }

    /// <summary>How often there was no room for a frame.</summary>
    public long TransmitStalls { get; private set; }

    /// <summary>How often the controller brought nothing but rubbish, or did not send any more.</summary>
    public long Faults { get; private set; }

    /// <summary>Resets after which the controller worked again.</summary>
    public long Recoveries { get; private set; }

    internal void CountReceived(int bytes)
    {
        ReceivedFrames++;
        ReceivedBytes += bytes;
    }

    internal void CountReceiveError() => ReceiveErrors++;

    internal void CountOverrun() => Overruns++;

    internal void CountSent(int bytes)
    {
        SentFrames++;
        SentBytes += bytes;
    }

    internal void CountDropped(int frames) => DroppedFrames += frames;

    internal void CountTransmitStall() => TransmitStalls++;

    internal void CountFault() => Faults++;

    internal void CountRecovery() => Recoveries++;
}
