using System;

namespace Sabos.Net;

/// <summary>The protocol that a neighbour cache asks with: ARP, or neighbour discovery.</summary>
internal interface INeighborSolicitor
{
    /// <summary>Asks whose address this is: the neighbour itself, or everybody when its link-layer address is not known.</summary>
    void Solicit(IpAddress address, MacAddress? neighbor);

    /// <summary>A packet that waited for a neighbour which does not answer, as it would have been sent; it is about to be dropped.</summary>
    void ReportUnreachable(ReadOnlySpan<byte> packet);

    /// <summary>A neighbour is to be seen to at a certain time, perhaps because something was sent to it.</summary>
    void OnTimed();

    /// <summary>A neighbour does not answer.</summary>
    void OnUnreachable(IpAddress neighbor);
}
