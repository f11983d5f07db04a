namespace Sabos.Net.Simulation;

/// <summary>What a path did to the frames it was given: so that a test can tell that harm was really done.</summary>
public sealed class FaultCounters
{
    /// <summary>Frames put in.</summary>
    public long Frames { get; internal set; }

    public long Bytes { get; internal set; }

    public long Lost { get; internal set; }

    public long Doubled { get; internal set; }

    public long Corrupted { get; internal set; }

    /// <summary>Frames held back, so that later ones may overtake them.</summary>
    public long HeldBack { get; internal set; }

    /// <summary>Frames that came when the queue before the bottleneck was full.</summary>
    public long Overflowed { get; internal set; }

    public override string ToString() =>
        $"{Frames} frames, {Bytes} bytes: {Lost} lost, {Doubled} doubled, {Corrupted} corrupted, {HeldBack} held back, {Overflowed} overflowed";
}
