namespace Sabos.Net.Simulation;

/// <summary>What one side's SYN said.</summary>
internal readonly record struct FlowHandshake(
    uint Initial, int? MaximumSegmentSize, int? WindowScale, bool SackPermitted, uint? Timestamp, SegmentFlags Congestion, bool Acknowledges, ushort Window)
{
    public static FlowHandshake Of(in TcpFrame frame, in SegmentOptions options) => new(
        frame.Sequence,
        options.MaximumSegmentSize,
        options.WindowScale,
        options.SackPermitted,
        options.Timestamps?.Value,
        frame.Flags & (SegmentFlags.Ece | SegmentFlags.Cwr),
        frame.Has(SegmentFlags.Ack),
        frame.Window);
}
