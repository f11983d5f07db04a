namespace Sabos.Hal.Virtio;

/// <summary>A piece of memory that a driver makes available to a device.</summary>
/// <param name="Address">Its physical address.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="DeviceWrites">Whether the device writes it; otherwise it reads it.</param>
public readonly record struct QueueBuffer(ulong Address, int Length, bool DeviceWrites);
