using System;
using System.Text;

namespace Sabos.Net.Simulation;

/// <summary>A frame in a line, as a person reads it.</summary>
public static class FrameTrace
{
    public static string Describe(ReadOnlySpan<byte> bytes)
    {
        if (!TcpFrame.TryParse(bytes, out TcpFrame frame))
        {
            return DescribeOther(bytes);
        }

        StringBuilder line = new();
        line.Append($"{frame.Source.Address}:{frame.Source.Port} > {frame.Destination.Address}:{frame.Destination.Port} [{frame.Flags}] ");
        line.Append($"seq {frame.Sequence} ack {frame.Acknowledgment} win {frame.Window} len {frame.Payload.Length}");
        if (frame.CongestionField != 0)
        {
            line.Append($" ecn {frame.CongestionField}");
        }

        string? fault = SegmentOptions.Read(frame.OptionBytes, out SegmentOptions options);
        Append(line, options);
        return fault is null ? line.ToString() : line.Append($" ({fault})").ToString();
    }

    private static void Append(StringBuilder line, in SegmentOptions options)
    {
        if (options.MaximumSegmentSize is { } size)
        {
            line.Append($" mss {size}");
        }

        if (options.WindowScale is { } shift)
        {
            line.Append($" wscale {shift}");
        }

        if (options.SackPermitted)
        {
            line.Append(" sackOK");
        }

        if (options.Timestamps is { } timestamps)
        {
            line.Append($" ts {timestamps.Value}/{timestamps.Echo}");
        }

        for (int i = 0; i < options.BlockCount; i++)
        {
            line.Append($" sack {options.Block(i).Start}-{options.Block(i).End}");
        }
    }

    private static string DescribeOther(ReadOnlySpan<byte> bytes)
    {
        if (!EthernetFrame.TryParse(bytes, out EthernetFrame frame))
        {
            return $"{bytes.Length} bytes";
        }

        if (frame.Type == EtherType.Arp && ArpPacket.TryParse(frame.Payload, out ArpPacket arp))
        {
            return $"ARP {arp.Operation} {arp.SenderAddress} to {arp.TargetAddress}";
        }

        if (frame.Type == EtherType.Ipv6 && Ipv6Packet.TryParse(frame.Payload, out Ipv6Packet ipv6))
        {
            string what = ipv6.NextHeader == IpProtocol.Ipv6Icmp && !ipv6.Payload.IsEmpty ? $"{(Icmpv6Type)ipv6.Payload[0]}" : $"{ipv6.NextHeader}";
            return $"{ipv6.Source} > {ipv6.Destination} {what} {ipv6.Payload.Length} bytes";
        }

        return Ipv4Packet.TryParse(frame.Payload, out Ipv4Packet packet)
            ? $"{packet.Source} > {packet.Destination} {packet.Protocol} {packet.Payload.Length} bytes"
            : $"{frame.Type} {bytes.Length} bytes";
    }
}
