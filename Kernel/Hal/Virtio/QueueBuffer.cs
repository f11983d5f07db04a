namespace Sabos.Hal.Virtio;

/// <summary>A piece of memory that a driver makes available to a device.</summary>
/// <param name="Address">Its physical address.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="DeviceWrites">Whether the device writes it; otherwise it reads it.</param>
public readonly record struct QueueBuffer(ulong Address, int Length, bool DeviceWrites)
{
    /// <summary>A part of it.</summary>
    public QueueBuffer Slice(int start, int length) => this with { Address = Address + (ulong)start, Length = length };

    /// <summary>What follows.</summary>
    public QueueBuffer Slice(int start) => Slice(start, Length - start);
}
