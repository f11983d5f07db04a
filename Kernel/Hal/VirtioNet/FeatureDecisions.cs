using System.Collections.Generic;

namespace Sabos.Hal.VirtioNet;

/// <summary>Every feature bit a virtio 1.2 network device can offer (5.1.3 and 6), and the driver's answer to it.</summary>
public static class FeatureDecisions
{
    /// <summary>The decisions in the order of their bits. A bit that is not listed is unknown, and declined.</summary>
    public static IReadOnlyList<FeatureDecision> All { get; } =
    [
        new(0, "VIRTIO_NET_F_CSUM", true, "the device completes checksums"),
        new(1, "VIRTIO_NET_F_GUEST_CSUM", true, "what never was on a wire needs no checksum, and what the device has checked is not checked again"),
        new(2, "VIRTIO_NET_F_CTRL_GUEST_OFFLOADS", false, "no receive offload to switch"),
        new(3, "VIRTIO_NET_F_MTU", true, "the device knows the path's limit; declined when the value is unusable"),
        new(5, "VIRTIO_NET_F_MAC", true, "the device's own address"),
        new(7, "VIRTIO_NET_F_GUEST_TSO4", true, "segments that were put together pass the stack as one; with MRG_RXBUF only"),
        new(8, "VIRTIO_NET_F_GUEST_TSO6", true, "segments that were put together pass the stack as one; with MRG_RXBUF only"),
        new(9, "VIRTIO_NET_F_GUEST_ECN", true, "a segment with CWR says the same put together with others"),
        new(10, "VIRTIO_NET_F_GUEST_UFO", false, "fragments are put together by the stack"),
        new(11, "VIRTIO_NET_F_HOST_TSO4", true, "the device cuts runs of segments; with HOST_TSO6 only, as both versions of IP share a route's limits"),
        new(12, "VIRTIO_NET_F_HOST_TSO6", true, "the device cuts runs of segments; with HOST_TSO4 only"),
        new(13, "VIRTIO_NET_F_HOST_ECN", false, "TCP sends the one segment that carries CWR by itself"),
        new(14, "VIRTIO_NET_F_HOST_UFO", false, "large datagrams are rare, and fragmented by the stack"),
        new(15, "VIRTIO_NET_F_MRG_RXBUF", true, "what was put together fills as many buffers as it needs; with GUEST_TSO4 or GUEST_TSO6 only"),
        new(16, "VIRTIO_NET_F_STATUS", true, "link up and down"),
        new(17, "VIRTIO_NET_F_CTRL_VQ", true, "commands to the device"),
        new(18, "VIRTIO_NET_F_CTRL_RX", true, "only the groups that are listened to are brought, and all frames while they are recorded; with CTRL_VQ only"),
        new(19, "VIRTIO_NET_F_CTRL_VLAN", false, "no VLANs to choose from"),
        new(20, "VIRTIO_NET_F_CTRL_RX_EXTRA", false, "no kind of frame is unwanted as a whole"),
        new(21, "VIRTIO_NET_F_GUEST_ANNOUNCE", true, "after a move to another host the neighbours are told; with CTRL_VQ only"),
        new(22, "VIRTIO_NET_F_MQ", false, "one processor polls one pair of queues"),
        new(23, "VIRTIO_NET_F_CTRL_MAC_ADDR", false, "the device's own address is used; one that was made up for it is in the filter"),
        new(24, "VIRTIO_F_NOTIFY_ON_EMPTY", false, "event indices say more; legacy interface only"),
        new(27, "VIRTIO_F_ANY_LAYOUT", true, "header and frame in one piece; legacy interface only"),
        new(28, "VIRTIO_F_INDIRECT_DESC", false, "a frame is one descriptor"),
        new(29, "VIRTIO_F_EVENT_IDX", true, "one interrupt for a burst, one doorbell for a batch"),
        new(32, "VIRTIO_F_VERSION_1", true, "required, unless the device has the legacy interface only"),
        new(33, "VIRTIO_F_ACCESS_PLATFORM", true, "no IOMMU is ever enabled, so the platform's addresses are physical ones"),
        new(34, "VIRTIO_F_RING_PACKED", false, "costs what the split one does, measured"),
        new(35, "VIRTIO_F_IN_ORDER", false, "order is not relied on"),
        new(36, "VIRTIO_F_ORDER_PLATFORM", true, "the barriers are the processor's own"),
        new(37, "VIRTIO_F_SR_IOV", false, "no virtual functions are made"),
        new(38, "VIRTIO_F_NOTIFICATION_DATA", false, "the queue's number is all a doorbell needs to say"),
        new(39, "VIRTIO_F_NOTIF_CONFIG_DATA", false, "the queue's number is all a doorbell needs to say"),
        new(40, "VIRTIO_F_RING_RESET", false, "recovery resets the whole device"),
        new(56, "VIRTIO_NET_F_HOST_USO", false, "no socket sends runs of datagrams"),
        new(57, "VIRTIO_NET_F_HASH_REPORT", false, "one receive queue has nothing to choose from"),
        new(59, "VIRTIO_NET_F_GUEST_HDRLEN", false, "header lengths are right, but nobody needs to rely on them"),
        new(60, "VIRTIO_NET_F_RSS", false, "one receive queue has nothing to choose from"),
        new(61, "VIRTIO_NET_F_RSC_EXT", false, "how many segments were put together follows from their size"),
        new(62, "VIRTIO_NET_F_STANDBY", false, "no primary device to stand by for"),
        new(63, "VIRTIO_NET_F_SPEED_DUPLEX", false, "nothing depends on them"),
    ];
}
