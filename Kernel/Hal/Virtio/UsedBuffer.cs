namespace Sabos.Hal.Virtio;

/// <summary>A chain of buffers that the device has given back.</summary>
/// <param name="Token">What the driver called the chain when it added it.</param>
/// <param name="Length">How many bytes the device says it wrote; never more than the chain's writable bytes.</param>
public readonly record struct UsedBuffer(int Token, int Length);
