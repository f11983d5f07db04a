using System;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>A path between two stations: a <see cref="FaultyLine"/> in each direction, an MTU of its own, and outages.</summary>
public sealed class ImpairedLink : ISimulatedPart
{
    private readonly List<LinkEnd> _ends = [];

    public ImpairedLink(ManualClock clock) => Clock = clock;

    public delegate void FrameObserver(LinkEnd end, ReadOnlySpan<byte> frame);

    /// <summary>Sees every frame as a station sends it, before anything befalls it.</summary>
    public event FrameObserver? FrameSent;

    /// <summary>Sees every frame as a station takes it.</summary>
    public event FrameObserver? FrameReceived;

    /// <summary>The largest IP packet that passes, in bytes; larger ones are dropped.</summary>
    public int Mtu { get; set; } = int.MaxValue;

    /// <summary>The sender of a packet that is too large is told (RFC 1191 4); false: a black hole.</summary>
    public bool ReportsTooBig { get; set; } = true;

    /// <summary>While true, whatever is sent is lost.</summary>
    public bool IsDown { get; set; }

    public Instant NextEvent
    {
        get
        {
            Instant next = Instant.Never;
            foreach (LinkEnd end in _ends)
            {
                next = Instant.Earlier(next, Instant.Earlier(end.Outward.NextDue, end.NextRoom));
            }

            return next;
        }
    }

    internal ManualClock Clock { get; }

    /// <summary>Attaches one of the two stations.</summary>
    /// <param name="address">Its hardware address.</param>
    /// <param name="outward">What befalls the frames that it sends.</param>
    /// <param name="mtu">Of its own link, in bytes.</param>
    /// <param name="maxSegmentationPayload">The TCP payload that its device cuts into segments, in bytes; 0: it does not, nor does it complete checksums.</param>
    public LinkEnd Attach(MacAddress address, FaultyLine outward, int mtu = 1500, int maxSegmentationPayload = 0)
    {
        LinkCapabilities capabilities = new(LinkMedium.Ethernet, address, mtu, maxSegmentationPayload > 0, maxSegmentationPayload);
        LinkEnd end = new(this, capabilities, outward);
        _ends.Add(end);
        if (_ends.Count == 2)
        {
            _ends[0].Opposite = end;
            end.Opposite = _ends[0];
        }

        return end;
    }

    /// <summary>Delivers every frame that has arrived by now.</summary>
    public void Run()
    {
        foreach (LinkEnd end in _ends)
        {
            end.Deliver();
        }
    }

    internal void OnSent(LinkEnd end, ReadOnlySpan<byte> frame) => FrameSent?.Invoke(end, frame);

    internal void OnReceived(LinkEnd end, ReadOnlySpan<byte> frame) => FrameReceived?.Invoke(end, frame);
}
