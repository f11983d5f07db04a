namespace Sabos.Hal.Virtio;

/// <summary>What a device did that no correct device does. A queue with a fault is not touched again until the device is reset.</summary>
public enum QueueFault
{
    /// <summary>Nothing wrong so far.</summary>
    None = 0,

    /// <summary>The used index claims more chains than are in flight.</summary>
    UsedIndexOutOfRange,

    /// <summary>A used element names a descriptor beyond the table.</summary>
    DescriptorOutOfRange,

    /// <summary>A used element names a descriptor that heads no chain in flight.</summary>
    DescriptorNotInFlight,

    /// <summary>A used element claims more bytes than the chain has room for.</summary>
    LengthOutOfRange,

    /// <summary>The buffers given back were well-formed, but their content was unusable for as long as the driver was willing to look.</summary>
    ContentUnusable,

    /// <summary>No fault of the device: the driver has closed the queue.</summary>
    Closed,
}
