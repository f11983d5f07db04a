namespace Sabos.Sockets;

/// <summary>What has changed, by the platform layer's numbers (pal_networkchange.h).</summary>
internal enum NetworkChangeKind
{
    None = -1,
    AddressAdded = 0,
    AddressRemoved = 1,
    AvailabilityChanged = 2,
}
