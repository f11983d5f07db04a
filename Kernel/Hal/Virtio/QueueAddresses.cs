namespace Sabos.Hal.Virtio;

/// <summary>What a device must know of a split virtqueue (virtio 1.2, 2.7): its size and the physical addresses of its three areas.</summary>
/// <param name="Size">Number of descriptors, a power of two.</param>
/// <param name="Descriptors">Descriptor table, aligned to 16.</param>
/// <param name="Available">Driver area: the available ring, aligned to 2.</param>
/// <param name="Used">Device area: the used ring, aligned to 4.</param>
public readonly record struct QueueAddresses(ushort Size, ulong Descriptors, ulong Available, ulong Used);
