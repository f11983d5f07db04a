using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>One neighbour: its link-layer address and how much that is worth.</summary>
internal sealed class NeighborEntry
{
    public NeighborEntry() => Node = new LinkedListNode<NeighborEntry>(this);

    /// <summary>Its place in the order of last use.</summary>
    public LinkedListNode<NeighborEntry> Node { get; }

    public IpAddress Address { get; set; }

    public MacAddress Hardware { get; set; }

    public NeighborState State { get; set; }

    /// <summary>When its timer runs out (Incomplete, Delay, Probe, Failed), or until when it counts as reachable.</summary>
    public Instant Deadline { get; set; }

    /// <summary>How often it was asked in this state.</summary>
    public int Solicitations { get; set; }

    /// <summary>Packets that wait for it, oldest first: slots of the pending frames, -1 for none.</summary>
    public int FirstPending { get; set; }

    public int LastPending { get; set; }

    public int PendingCount { get; set; }

    /// <summary>Asked for only to answer a stranger, and not resolved yet.</summary>
    public bool IsStranger { get; set; }

    /// <summary>Its last advertisement said that it forwards packets (RFC 4861 4.4).</summary>
    public bool IsRouter { get; set; }

    /// <summary>It is in the cache's list of running timers.</summary>
    public bool IsTimed { get; set; }

    public bool HasTimer => State is NeighborState.Incomplete or NeighborState.Delay or NeighborState.Probe;

    public void Reset(IpAddress address, MacAddress hardware, NeighborState state)
    {
        Address = address;
        Hardware = hardware;
        State = state;
        Deadline = Instant.Never;
        Solicitations = 0;
        FirstPending = LastPending = -1;
        PendingCount = 0;
        IsTimed = false;
        IsStranger = false;
        IsRouter = false;
    }
}
