namespace Sabos.Hal.Virtio;

/// <summary>Numbers of a device's interrupt vectors (virtio 1.2, 4.1.5.1.2).</summary>
public static class VirtioVector
{
    /// <summary>VIRTIO_MSI_NO_VECTOR: no message is sent. What a queue or the configuration has where the device interrupts by its pin.</summary>
    public const int None = 0xFFFF;
}
