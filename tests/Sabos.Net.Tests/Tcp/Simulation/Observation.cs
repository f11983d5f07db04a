using System;
using System.IO;
using System.Security.Cryptography;
using Sabos.Net.Simulation;

namespace Sabos.Net.Tests;

/// <summary>
/// Sees every frame of a link: audits what stacks send, and writes a capture and a readable trace of the run where SABOS_CAPTURES names a directory.
/// </summary>
internal sealed class Observation : IDisposable
{
    private readonly ManualClock _clock;
    private readonly PcapWriter? _capture;
    private readonly StreamWriter? _trace;

    public Observation(ImpairedLink link, ManualClock clock, string name)
    {
        _clock = clock;
        link.FrameSent += OnSent;
        link.FrameReceived += OnReceived;
        if (Environment.GetEnvironmentVariable("SABOS_CAPTURES") is { Length: > 0 } directory)
        {
            Directory.CreateDirectory(directory);
            _capture = new PcapWriter(File.Create(Path.Combine(directory, $"{name}.pcap")));
            _trace = new StreamWriter(Path.Combine(directory, $"{name}.txt")) { AutoFlush = true };
        }
    }

    /// <summary>Frames sent and taken so far.</summary>
    public long Frames { get; private set; }

    /// <summary>What all frames that were sent, and their times, are added to, if it is there.</summary>
    public IncrementalHash? Digest { get; set; }

    /// <summary>The audits of the ends that have one.</summary>
    public (LinkEnd End, TcpAudit Audit)[] Audits { get; set; } = [];

    /// <summary>The first fault that an audit found, or null.</summary>
    public string? FindFault()
    {
        foreach ((LinkEnd end, TcpAudit audit) in Audits)
        {
            if (audit.Fault is { } fault)
            {
                return $"{end.Capabilities.Address} sent {fault}";
            }
        }

        return null;
    }

    /// <summary>Adds a line to the trace.</summary>
    public void Note(string line) => _trace?.WriteLine($"{_clock.Now} -- {line}");

    public void Dispose()
    {
        _capture?.Dispose();
        _trace?.Dispose();
    }

    private void OnSent(LinkEnd end, ReadOnlySpan<byte> frame)
    {
        Frames++;
        Digest?.AppendData(BitConverter.GetBytes(_clock.Now.Ticks));
        Digest?.AppendData(frame);
        _capture?.Write(frame, _clock.Now);
        _trace?.WriteLine($"{_clock.Now} sent     {FrameTrace.Describe(frame)}");
        AuditOf(end)?.TakeSent(frame, _clock.Now);
    }

    private void OnReceived(LinkEnd end, ReadOnlySpan<byte> frame)
    {
        Frames++;
        _trace?.WriteLine($"{_clock.Now} received {FrameTrace.Describe(frame)}");
        AuditOf(end)?.TakeReceived(frame, _clock.Now);
    }

    private TcpAudit? AuditOf(LinkEnd end)
    {
        foreach ((LinkEnd audited, TcpAudit audit) in Audits)
        {
            if (audited == end)
            {
                return audit;
            }
        }

        return null;
    }
}
