using Sabos.Hal.Virtio;

namespace Sabos.Hal.VirtioNet;

/// <summary>The feature bits in use, as masks (virtio 1.2, 5.1.3). <see cref="FeatureDecisions"/> tells of all of them, and why.</summary>
internal static class NetworkFeatures
{
    public const ulong TransmitChecksum = 1UL << 0;
    public const ulong ReceiveChecksum = 1UL << 1;
    public const ulong Mtu = 1UL << 3;
    public const ulong Mac = 1UL << 5;
    public const ulong ReceiveSegmentation = (1UL << 7) | (1UL << 8);
    public const ulong ReceiveCongestionNotification = 1UL << 9;
    public const ulong TransmitSegmentation = (1UL << 11) | (1UL << 12);
    public const ulong MergeBuffers = 1UL << 15;
    public const ulong Status = 1UL << 16;
    public const ulong ControlQueue = 1UL << 17;
    public const ulong ReceiveModes = 1UL << 18;
    public const ulong Announcement = 1UL << 21;

    /// <summary>What the driver accepts when it is offered.</summary>
    public const ulong Accepted = TransmitChecksum | TransmitSegmentation | ReceiveChecksum | ReceiveSegmentation | ReceiveCongestionNotification | MergeBuffers
        | Mtu | Mac | Status | ControlQueue | ReceiveModes | Announcement
        | VirtioFeature.AnyLayout | VirtioFeature.EventIndex | VirtioFeature.Version1 | VirtioFeature.AccessPlatform | VirtioFeature.OrderPlatform;
}
