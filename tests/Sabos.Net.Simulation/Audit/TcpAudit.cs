using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>
/// Watches everything that one host sends and takes, and holds every segment that it sends against what TCP allows a host to send that has received
/// what it received. It knows nothing of the host but its frames.
/// </summary>
public sealed class TcpAudit
{
    private readonly Dictionary<(IpEndpoint Local, IpEndpoint Remote), TcpFlowAudit> _flows = [];

    /// <summary>Largest IP packet of the host's link.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>False: the host may have dropped packets before they became frames, as when its neighbour does not answer.</summary>
    public bool SeesAll { get; init; } = true;

    /// <summary>The first fault found, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Segments sent, those with nothing but what was sent before not counted.</summary>
    public long Sent { get; private set; }

    /// <summary>Segments sent that hold nothing but what was sent before.</summary>
    public long Resent { get; private set; }

    /// <summary>Segments taken that are sound.</summary>
    public long Received { get; private set; }

    /// <summary>The host sent a frame.</summary>
    public void TakeSent(ReadOnlySpan<byte> bytes, Instant now)
    {
        if (FrameAudit.FindFault(bytes) is { } unsound)
        {
            Report(unsound, bytes, now);
            return;
        }

        if (!TcpFrame.TryParse(bytes, out TcpFrame frame))
        {
            return;
        }

        bool isResent = false;
        string? fault = SegmentRules.FindFault(frame, Mtu, out SegmentOptions options)
            ?? FlowOf(frame.Source, frame.Destination).TakeSent(frame, options, out isResent);
        Resent += isResent ? 1 : 0;
        Sent += isResent ? 0 : 1;
        if (fault is not null)
        {
            Report(fault, bytes, now);
        }
    }

    /// <summary>The host took a frame.</summary>
    public void TakeReceived(ReadOnlySpan<byte> bytes, Instant now)
    {
        if (FrameAudit.FindFault(bytes) is null && TcpFrame.TryParse(bytes, out TcpFrame frame))
        {
            Received++;
            FlowOf(frame.Destination, frame.Source).TakeReceived(frame, now);
        }
    }

    /// <summary>Looks for what the host should have sent by now.</summary>
    public void Check(Instant now)
    {
        foreach (TcpFlowAudit flow in _flows.Values)
        {
            if (flow.FindOverdue(now) is { } fault)
            {
                Fault ??= $"{now}: {fault}";
            }
        }
    }

    private TcpFlowAudit FlowOf(IpEndpoint local, IpEndpoint remote)
    {
        if (!_flows.TryGetValue((local, remote), out TcpFlowAudit? flow))
        {
            flow = new TcpFlowAudit(SeesAll);
            _flows.Add((local, remote), flow);
        }

        return flow;
    }

    private void Report(string fault, ReadOnlySpan<byte> frame, Instant now) => Fault ??= $"{fault}, in {FrameTrace.Describe(frame)} at {now}";
}
