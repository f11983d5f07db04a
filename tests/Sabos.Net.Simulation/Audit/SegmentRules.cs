namespace Sabos.Net.Simulation;

/// <summary>What must be true of every segment whatever went before.</summary>
internal static class SegmentRules
{
    private const SegmentFlags Control = SegmentFlags.Syn | SegmentFlags.Fin | SegmentFlags.Rst;

    /// <summary>What is wrong, or null.</summary>
    public static string? FindFault(in TcpFrame frame, int mtu, out SegmentOptions options)
    {
        string? fault = SegmentOptions.Read(frame.OptionBytes, out options);
        if (fault is not null)
        {
            return fault;
        }

        bool isSyn = frame.Has(SegmentFlags.Syn);
        bool isReset = frame.Has(SegmentFlags.Rst);
        if ((frame.Flags & Control) is not (SegmentFlags.None or SegmentFlags.Syn or SegmentFlags.Fin or SegmentFlags.Rst))
        {
            return "more than one of SYN, FIN and RST";
        }

        if (!isSyn && !isReset && !frame.Has(SegmentFlags.Ack))
        {
            return "neither SYN nor RST nor ACK";
        }

        if (!frame.Has(SegmentFlags.Ack) && frame.Acknowledgment != 0)
        {
            return "an acknowledgment number without ACK";
        }

        if (frame.Reserved != 0 || frame.Urgent != 0 || frame.Has(SegmentFlags.Urg))
        {
            return "reserved bits or urgent data";
        }

        if (frame.PacketLength > mtu)
        {
            return $"{frame.PacketLength} bytes on a link of {mtu}";
        }

        if (!isSyn && (options.MaximumSegmentSize.HasValue || options.WindowScale.HasValue || options.SackPermitted))
        {
            return "an option of SYN segments";
        }

        if (options.BlockCount > 0 && (isSyn || isReset))
        {
            return "selective acknowledgments beside SYN or RST";
        }

        return (isSyn || isReset) && !frame.Payload.IsEmpty ? "data beside SYN or RST" : null;
    }
}
