namespace Sabos.Hal.Virtio;

/// <summary>Feature bits that belong to no device type (virtio 1.2, 6), as masks.</summary>
public static class VirtioFeature
{
    /// <summary>VIRTIO_F_ANY_LAYOUT, of the legacy interface: how a buffer is cut into descriptors means nothing.</summary>
    public const ulong AnyLayout = 1UL << 27;

    /// <summary>VIRTIO_F_INDIRECT_DESC: a descriptor may point to a table of descriptors.</summary>
    public const ulong IndirectDescriptors = 1UL << 28;

    /// <summary>VIRTIO_F_EVENT_IDX: each side names the index at which it wants to be notified.</summary>
    public const ulong EventIndex = 1UL << 29;

    /// <summary>VIRTIO_F_VERSION_1: the device follows the standard, not the legacy interface.</summary>
    public const ulong Version1 = 1UL << 32;

    /// <summary>VIRTIO_F_ACCESS_PLATFORM: DMA addresses are what the platform's IOMMU, if enabled, makes of them.</summary>
    public const ulong AccessPlatform = 1UL << 33;

    /// <summary>VIRTIO_F_RING_PACKED: the packed virtqueue layout.</summary>
    public const ulong PackedRing = 1UL << 34;

    /// <summary>VIRTIO_F_IN_ORDER: buffers are used in the order they were made available.</summary>
    public const ulong InOrder = 1UL << 35;

    /// <summary>VIRTIO_F_ORDER_PLATFORM: the device is ordered as the platform's hardware is, so barriers must be real.</summary>
    public const ulong OrderPlatform = 1UL << 36;

    /// <summary>VIRTIO_F_SR_IOV: single root I/O virtualisation.</summary>
    public const ulong SingleRootIov = 1UL << 37;

    /// <summary>VIRTIO_F_NOTIFICATION_DATA: notifications carry more than the queue's number.</summary>
    public const ulong NotificationData = 1UL << 38;

    /// <summary>VIRTIO_F_NOTIF_CONFIG_DATA: the device chooses what a notification carries.</summary>
    public const ulong NotificationConfigData = 1UL << 39;

    /// <summary>VIRTIO_F_RING_RESET: a queue can be reset on its own.</summary>
    public const ulong RingReset = 1UL << 40;
}
