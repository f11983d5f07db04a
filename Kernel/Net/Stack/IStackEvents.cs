using System;

namespace Sabos.Net;

/// <summary>What the lower layers tell the stack as a whole.</summary>
internal interface IStackEvents
{
    /// <summary>Addresses, routes, link state or name servers changed: the owner is told at the end of the poll.</summary>
    void OnConfigurationChanged();

    /// <summary>An address is gone from its interface: the transports are told.</summary>
    void OnAddressRemoved(IpAddress address);

    /// <summary>A neighbour is to be seen to at a certain time.</summary>
    void OnNeighborTimed();

    void OnAddressConflict(AddressConflict conflict);

    /// <summary>An IP packet of ours could not be sent because its neighbour does not answer.</summary>
    void OnHostUnreachable(NetworkInterface attached, ReadOnlySpan<byte> packet);
}
