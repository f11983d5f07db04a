namespace Sabos.Hal.Virtio;

/// <summary>
/// Where the three areas of a split virtqueue lie in one piece of memory (virtio 1.2, 2.7). The used ring starts a page of its own: that is
/// the one layout that the legacy interface can express as well (2.7.2), and it keeps what the device writes apart from what the driver writes.
/// </summary>
/// <param name="Size">Number of descriptors, a power of two up to 32768.</param>
internal readonly record struct QueueLayout(int Size)
{
    /// <summary>The most descriptors a queue can have (2.7).</summary>
    public const int LargestSize = 32768;

    public const int DescriptorLength = 16;
    public const int UsedElementLength = 8;
    private const int LegacyAlignment = 4096;

    // Flags and index before the ring, an event index after it; each 16 bits.
    private const int RingOverhead = 3 * sizeof(ushort);

    public int AvailableOffset => Size * DescriptorLength;

    public int UsedOffset => (AvailableOffset + RingOverhead + (Size * sizeof(ushort)) + LegacyAlignment - 1) & -LegacyAlignment;

    /// <summary>Bytes of the whole queue.</summary>
    public int Length => UsedOffset + RingOverhead + (Size * UsedElementLength);

    /// <summary>The areas' physical addresses, if the memory starts at <paramref name="start"/>.</summary>
    public QueueAddresses At(ulong start) => new((ushort)Size, start, start + (ulong)AvailableOffset, start + (ulong)UsedOffset);
}
